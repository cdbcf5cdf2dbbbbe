//go:build race

package e2e

// raceMemory is how many times the memory is that a process takes under the race detector.
const raceMemory = 4
