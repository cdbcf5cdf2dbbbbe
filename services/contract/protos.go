package main

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/bufbuild/protocompile"
	"google.golang.org/protobuf/reflect/protoreflect"
)

// protos are the records of proto/wirefold/v1 with their comments, which generated code does not keep.
type protos struct {
	messages map[string]protoreflect.MessageDescriptor
}

// readProtos compiles the files below a folder.
func readProtos(folder string) (protos, error) {
	files, err := filepath.Glob(filepath.Join(folder, "wirefold", "v1", "*.proto"))
	if err != nil {
		return protos{}, err
	}
	for i := range files {
		if files[i], err = filepath.Rel(folder, files[i]); err != nil {
			return protos{}, err
		}
	}
	compiler := protocompile.Compiler{
		Resolver:       protocompile.WithStandardImports(&protocompile.SourceResolver{ImportPaths: []string{folder}}),
		SourceInfoMode: protocompile.SourceInfoStandard,
	}
	compiled, err := compiler.Compile(context.Background(), files...)
	if err != nil {
		return protos{}, fmt.Errorf("compile the records: %w", err)
	}
	p := protos{messages: map[string]protoreflect.MessageDescriptor{}}
	for _, f := range compiled {
		for i := range f.Messages().Len() {
			m := f.Messages().Get(i)
			p.messages[string(m.Name())] = m
		}
	}
	return p, nil
}

// schemas gives the JSON Schemas of messages and of all that they hold, by name, in the order in which they are met.
func (p protos) schemas(refs string, names ...string) (object, error) {
	var out object
	done := map[string]bool{}
	for len(names) > 0 {
		name := names[0]
		names = names[1:]
		if done[name] {
			continue
		}
		done[name] = true
		schema, held, err := p.schema(refs, name)
		if err != nil {
			return nil, err
		}
		out = append(out, member{name, schema})
		names = append(names, held...)
	}
	return out, nil
}

// schema is the JSON Schema of one message as protojson writes it with default values, and names the messages it holds.
func (p protos) schema(refs, name string) (schema object, held []string, err error) {
	m := p.messages[name]
	if m == nil {
		return nil, nil, fmt.Errorf("no message %s in proto/", name)
	}
	var properties object
	var required []string
	for i := range m.Fields().Len() {
		f := m.Fields().Get(i)
		said := comment(f)
		if said == "" {
			return nil, nil, fmt.Errorf("%s has no comment", f.FullName())
		}
		property, err := p.value(refs, f)
		if err != nil {
			return nil, nil, err
		}
		if f.Kind() == protoreflect.MessageKind {
			held = append(held, string(f.Message().Name()))
		}
		if f.IsList() {
			property = object{{"type", "array"}, {"items", property}}
		}
		if ref := property[0].key == "$ref"; ref {
			// Beside a reference nothing counts, not even words.
			property = object{{"description", said}, {"allOf", []object{property}}}
		} else {
			property = append(object{{"description", said}}, property...)
		}
		properties = append(properties, member{f.JSONName(), property})
		// Default values are written out, but not messages that are not there.
		if f.IsList() || f.Kind() != protoreflect.MessageKind {
			required = append(required, f.JSONName())
		}
	}
	return object{
		{"title", name}, {"description", comment(m)}, {"type", "object"}, {"required", required}, {"properties", properties},
	}, held, nil
}

// value is the schema of a field's value, or of one of its values.
func (p protos) value(refs string, f protoreflect.FieldDescriptor) (object, error) {
	name := string(f.Parent().Name()) + "." + string(f.Name())
	switch f.Kind() {
	case protoreflect.StringKind:
		return append(object{{"type", "string"}}, facets(name)...), nil
	case protoreflect.BoolKind:
		return object{{"type", "boolean"}}, nil
	case protoreflect.Int32Kind:
		return append(object{{"type", "integer"}}, facets(name)...), nil
	case protoreflect.Uint64Kind, protoreflect.Int64Kind: // strings, for JavaScript's numbers have 53 bits
		return object{{"type", "string"}, {"pattern", "^[0-9]+$"}}, nil
	case protoreflect.DoubleKind:
		return append(object{{"type", "number"}}, facets(name)...), nil
	case protoreflect.MessageKind:
		return object{{"$ref", refs + string(f.Message().Name())}}, nil
	}
	return nil, fmt.Errorf("%s: %s has no schema", f.FullName(), f.Kind())
}

// comment is what stands above a declaration, in one line.
func comment(d protoreflect.Descriptor) string {
	said := d.ParentFile().SourceLocations().ByDescriptor(d).LeadingComments
	return strings.Join(strings.Fields(said), " ")
}
