# What people do with a checkout. Go is all that is needed.
.PHONY: build train test bench lint generate

build:
	go build -o tengen ./cmd/tengen

# Learn 9x9 Go from zero; the same command goes on after a stop.
train: build
	./tengen train --config go9 --dir runs/go9

test: lint
	go test -race ./...

lint:
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { echo "gofmt would change:"; gofmt -l $$(git ls-files '*.go'); exit 1; }
	go vet ./...
	go vet -tags purego ./...
	GOARCH=arm64 CGO_ENABLED=0 go build ./...
	go build -C internal/tools -o "$(CURDIR)/.bench/staticcheck" honnef.co/go/tools/cmd/staticcheck
	.bench/staticcheck ./...

bench:
	go test -run '^$$' -bench . ./game/... ./mcts/... ./net/... ./replay/...

generate:
	go generate ./...
