// Command clean makes clean articles of raw copy.
package main

import (
	"github.com/wirefold/wirefold/pkg/app"
	"github.com/wirefold/wirefold/services/clean/cleaner"
)

func main() { app.Main(cleaner.Service()) }
