# Wirefold: wire in, news out.

.DEFAULT_GOAL := help
.PHONY: help run test race lint bench bench-memory bench-pipeline e2e generate tidy docs dashboards build tools \
	monitor stack stack-down check-deploy check-contract check-ninjs check-docs

MODULES := proto pkg services deploy
BIN     := $(CURDIR)/bin
BUF     := v1.75.0

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## Run the whole pipeline with its own NATS and play the sample wire
	@echo "Building: a minute the first time, a moment later on."
	@go run ./services/wirefold run --sample

test: ## Run all tests
	go test -timeout 20m work

race: ## Run all tests under the race detector
	go test -race -timeout 30m work

build: ## Build wirefold and the four services into bin/
	go build -o $(BIN)/ ./services/wirefold
	for s in ingest clean extract dedupe; do go build -o $(BIN)/wirefold-$$s ./services/$$s || exit 1; done

lint: tools ## Check form, vet, staticcheck, protobuf rules, tidiness, generated code
	@test -z "$$(gofmt -l $(MODULES) docs)" || { gofmt -l $(MODULES) docs; echo "run gofmt -w on these"; exit 1; }
	go vet work
	for m in $(MODULES); do (cd $$m && GOWORK=off go vet ./... && GOWORK=off go mod tidy -diff) || exit 1; done
	cd tools && GOWORK=off go mod tidy -diff
	cd deploy/check && GOWORK=off go vet ./... && GOWORK=off go mod tidy -diff && GOWORK=off $(BIN)/staticcheck ./...
	cd docs/check && GOWORK=off go vet ./... && GOWORK=off go mod tidy -diff && GOWORK=off $(BIN)/staticcheck ./...
	for m in $(MODULES); do (cd $$m && $(BIN)/staticcheck ./...) || exit 1; done
	cd proto && $(BIN)/buf lint
	$(MAKE) generate docs dashboards
	git diff --exit-code -- '*.pb.go' docs/flags.md docs/metrics.md docs/asyncapi.yaml docs/schemas deploy/grafana/dashboards

bench: bench-memory bench-pipeline ## Measure all: memory with a million articles (some minutes), then the pipeline

bench-memory: ## Measure dedupe with a million articles: bytes an article, articles a second, rebuilding
	go test -run '^$$' -bench Million -benchtime 1x -timeout 30m ./pkg/neardup
	go test -run '^$$' -bench Million -benchtime 1x -timeout 30m ./services/dedupe/decider
	go test -run '^$$' -bench Rebuild -benchtime 1x -timeout 30m ./services/dedupe/deduper

bench-pipeline: ## Measure the pipeline: articles a second, CPU an article, latency, memory
	go test -run '^$$' -bench . -benchtime 1x ./services/e2e

e2e: ## Run the whole-pipeline tests alone, verbosely
	go test -v -count=1 ./services/e2e

generate: tools ## Generate code from proto/
	cd proto && PATH="$(BIN):$$PATH" $(BIN)/buf generate

tidy: ## Tidy every module
	for m in $(MODULES) deploy/check docs/check tools; do (cd $$m && GOWORK=off go mod tidy) || exit 1; done

docs: ## Generate docs/flags.md, docs/metrics.md, docs/asyncapi.yaml and docs/schemas
	go run ./services/wirefold flags > docs/flags.md
	go run ./services/wirefold metrics > docs/metrics.md
	go run ./services/contract .

dashboards: ## Generate Grafana's dashboards from deploy/grafana
	go run ./deploy/grafana deploy/grafana/dashboards

monitor: ## Watch a `make run` beside this with Debian's Prometheus, on 127.0.0.1:9090
	@deploy/monitor

stack: ## Run NATS, the four services, Prometheus and Grafana in Docker, and say what to open
	@docker compose version >/dev/null 2>&1 || { echo "make stack needs Docker with its compose plugin, see https://docs.docker.com/engine/install. Without Docker: make run, and make monitor beside it."; exit 1; }
	docker compose -f deploy/compose.yaml up --build --detach --wait --wait-timeout 300
	@echo "Open Grafana at http://127.0.0.1:3000 and Prometheus at http://127.0.0.1:9090; publish to nats://127.0.0.1:4222."

stack-down: ## Stop the stack; its data stay (with all data: docker compose -f deploy/compose.yaml down --volumes)
	docker compose -f deploy/compose.yaml down

check-deploy: ## Check dashboards and rules on a running Wirefold, images and compose file by reading (needs Debian's prometheus)
	cd deploy/check && GOWORK=off go test -count=1 -p 1 -timeout 20m ./...

check-contract: ## Parse docs/asyncapi.yaml with AsyncAPI's own parser, validate ninjs items with ajv (needs node and npm)
	cd docs/check && npm ci --ignore-scripts --no-audit --no-fund --loglevel error && npm run --silent asyncapi
	$(MAKE) --no-print-directory check-ninjs

# IPTC's schemas and examples, where they are: ninjs-schema_2.2.json, ninjs-schema_3.1.json, examples/.
NINJS ?= $(wildcard $(CURDIR)/../shared/data/ninjs)

# The tests write the items, npm's packages are those of check-contract.
check-ninjs:
	written=$$(mktemp -d) && trap 'rm -r "$$written"' EXIT && \
	go test -count=1 -run 'Written|Sample' ./pkg/ninjs ./services/wirefold/news -args -written "$$written" && \
	cd docs/check && NINJS='$(NINJS)' npm run --silent ninjs "$$written"

check-docs: ## Run what docs/doors.md and docs/subscribe.md tell to paste (needs curl, python3, node and npm)
	cd docs/check && GOWORK=off go test -count=1 -timeout 40m ./...

tools: $(BIN)/buf $(BIN)/staticcheck $(BIN)/protoc-gen-go

$(BIN)/staticcheck: tools/go.mod
	cd tools && GOWORK=off go build -o $(BIN)/ honnef.co/go/tools/cmd/staticcheck golang.org/x/perf/cmd/benchstat
	@touch $@

# By itself, not in tools/go.mod: its tests' requirements cannot be tidied without its own registry.
$(BIN)/buf: Makefile
	GOBIN=$(BIN) go install github.com/bufbuild/buf/cmd/buf@$(BUF)
	@touch $@

# The plugin is the tool of the runtime's own version.
$(BIN)/protoc-gen-go: proto/go.mod
	cd proto && GOWORK=off go build -o $(BIN)/ google.golang.org/protobuf/cmd/protoc-gen-go
	@touch $@
