module github.com/wirefold/wirefold/docs/check

go 1.26.0
