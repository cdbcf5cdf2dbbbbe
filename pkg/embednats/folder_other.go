//go:build !unix

package embednats

import "os"

// lockFile does nothing where there is no flock: the port in use is then the only guard.
func lockFile(*os.File) error { return nil }
