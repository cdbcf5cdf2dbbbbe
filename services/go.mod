module github.com/wirefold/wirefold/services

go 1.26.0

require (
	github.com/wirefold/wirefold/pkg v0.0.0
	github.com/wirefold/wirefold/proto v0.0.0
)

replace (
	github.com/wirefold/wirefold/pkg => ../pkg
	github.com/wirefold/wirefold/proto => ../proto
)
