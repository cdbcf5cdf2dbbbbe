// Package images holds what deploy/ promises of its containers, as far as that can be held without a container engine:
// the Dockerfiles and the compose file are parsed and linted by their own libraries, the build is rehearsed in a folder,
// and what one file says of another is compared. No container is run here.
package images
