module github.com/wirefold/wirefold/deploy

go 1.26.0
