// Genpb compiles every .proto file below a folder to Go. It needs no protoc, no buf and no plug-in
// binaries: protocompile parses, and the generator of protoc-gen-go runs in this process. It lives in
// a module of its own, so that nothing that only generates is a dependency of tengen.
//
//	go run -C internal/tools ./genpb -root ../../proto
//
// Each x.proto becomes x.pb.go beside it. Import paths in the files start at the root.
package main

import (
	"context"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/bufbuild/protocompile"
	"github.com/bufbuild/protocompile/linker"
	"github.com/bufbuild/protocompile/protoutil"
	gengo "google.golang.org/protobuf/cmd/protoc-gen-go/internal_gengo"
	"google.golang.org/protobuf/compiler/protogen"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/descriptorpb"
	"google.golang.org/protobuf/types/pluginpb"
)

func main() {
	root := flag.String("root", ".", "folder of the .proto files; the Go files are written beside them")
	flag.Parse()
	if err := run(*root); err != nil {
		fmt.Fprintln(os.Stderr, "genpb:", err)
		os.Exit(1)
	}
}

// run generates the Go file of every .proto file below root.
func run(root string) error {
	names, err := protoFiles(root)
	if err != nil {
		return err
	}
	if len(names) == 0 {
		return fmt.Errorf("no .proto files below %s", root)
	}
	compiler := protocompile.Compiler{
		Resolver:       protocompile.WithStandardImports(&protocompile.SourceResolver{ImportPaths: []string{root}}),
		SourceInfoMode: protocompile.SourceInfoStandard, // keeps the comments
	}
	files, err := compiler.Compile(context.Background(), names...)
	if err != nil {
		return err
	}
	req, err := request(names, files)
	if err != nil {
		return err
	}
	return generate(root, req)
}

// protoFiles lists the .proto files below root, as import paths in lexical order.
func protoFiles(root string) ([]string, error) {
	var names []string
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".proto") {
			return err
		}
		name, err := filepath.Rel(root, path)
		names = append(names, filepath.ToSlash(name))
		return err
	})
	return names, err
}

// request is what protoc would hand to its plug-in: the descriptors, imports before their users.
func request(names []string, files linker.Files) (*pluginpb.CodeGeneratorRequest, error) {
	req := &pluginpb.CodeGeneratorRequest{
		FileToGenerate: names,
		Parameter:      proto.String("paths=source_relative"),
	}
	seen := map[string]bool{}
	var add func(fd protoreflect.FileDescriptor) error
	add = func(fd protoreflect.FileDescriptor) error {
		if seen[fd.Path()] {
			return nil
		}
		seen[fd.Path()] = true
		for i := range fd.Imports().Len() {
			if err := add(fd.Imports().Get(i).FileDescriptor); err != nil {
				return err
			}
		}
		// Marshalling turns options that were compiled as dynamic messages into the generated types.
		data, err := proto.Marshal(protoutil.ProtoFromFileDescriptor(fd))
		if err != nil {
			return err
		}
		p := &descriptorpb.FileDescriptorProto{}
		req.ProtoFile = append(req.ProtoFile, p)
		return proto.Unmarshal(data, p)
	}
	for _, f := range files {
		if err := add(f); err != nil {
			return nil, fmt.Errorf("%s: %w", f.Path(), err)
		}
	}
	return req, nil
}

// generate runs protoc-gen-go on the request and writes what it makes below root.
func generate(root string, req *pluginpb.CodeGeneratorRequest) error {
	gen, err := protogen.Options{}.New(req)
	if err != nil {
		return err
	}
	gen.SupportedFeatures = gengo.SupportedFeatures
	for _, f := range gen.Files {
		if f.Generate {
			gengo.GenerateFile(gen, f)
		}
	}
	res := gen.Response()
	if res.Error != nil {
		return fmt.Errorf("protoc-gen-go: %s", *res.Error)
	}
	for _, f := range res.File {
		path := filepath.Join(root, f.GetName())
		if err := os.WriteFile(path, []byte(f.GetContent()), 0o644); err != nil {
			return err
		}
		fmt.Fprintln(os.Stderr, "genpb: wrote", path)
	}
	return nil
}
