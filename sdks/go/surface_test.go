package agentspec_test

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/szaher/agentspec/sdk/internal/testkit"
)

// surface has what the package declares: its names, and the fields and methods of its types with the types of fields.
type surface struct {
	names   map[string]bool
	members map[string]map[string]string
}

func readSurface(t *testing.T) surface {
	t.Helper()
	found := surface{names: map[string]bool{}, members: map[string]map[string]string{}}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, declaration := range file.Decls {
			found.add(declaration)
		}
	}
	return found
}

func (s surface) add(declaration ast.Decl) {
	switch d := declaration.(type) {
	case *ast.FuncDecl:
		if d.Recv == nil {
			s.names[d.Name.Name] = true
			return
		}
		s.member(typeName(d.Recv.List[0].Type), d.Name.Name, "")
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			switch spec := spec.(type) {
			case *ast.ValueSpec:
				for _, name := range spec.Names {
					s.names[name.Name] = true
				}
			case *ast.TypeSpec:
				s.names[spec.Name.Name] = true
				if structure, ok := spec.Type.(*ast.StructType); ok {
					s.fields(spec.Name.Name, structure)
				}
			}
		}
	}
}

func (s surface) fields(owner string, structure *ast.StructType) {
	for _, field := range structure.Fields.List {
		if len(field.Names) == 0 {
			s.member(owner, "embeds "+typeName(field.Type), "")
		}
		for _, name := range field.Names {
			s.member(owner, name.Name, typeName(field.Type))
		}
	}
}

func (s surface) member(owner, name, typ string) {
	if s.members[owner] == nil {
		s.members[owner] = map[string]string{}
	}
	s.members[owner][name] = typ
}

// find returns the type of a member, and whether there is one, in the type or in what it embeds.
func (s surface) find(owner, name string) (string, bool) {
	if typ, ok := s.members[owner][name]; ok {
		return typ, true
	}
	for member := range s.members[owner] {
		if embedded, ok := strings.CutPrefix(member, "embeds "); ok {
			if typ, ok := s.find(embedded, name); ok {
				return typ, true
			}
		}
	}
	return "", false
}

// has returns whether the package has a form of the tables: `client.Agents.Invoke`, `InvokeRequest.Input` or `WithTimeout`.
func (s surface) has(form string) bool {
	names := strings.Split(form, ".")
	for _, name := range names[1:] {
		if !ast.IsExported(name) {
			return false
		}
	}
	owner := names[0]
	if owner == "client" {
		owner = "Client"
	}
	if !ast.IsExported(owner) || !s.names[owner] {
		return false
	}
	for _, name := range names[1:] {
		typ, ok := s.find(owner, name)
		if !ok {
			return false
		}
		owner = typ
	}
	return true
}

func typeName(expression ast.Expr) string {
	switch e := expression.(type) {
	case *ast.StarExpr:
		return typeName(e.X)
	case *ast.IndexExpr:
		return typeName(e.X)
	case *ast.Ident:
		return e.Name
	default:
		return ""
	}
}

type surfaceRow struct {
	Rust string
	Go   *string
	Why  map[string]string
}

func TestEachMethodOfTheRustClientHasItsFormOrAReason(t *testing.T) {
	var rows []surfaceRow
	var operations struct{ Rows []surfaceRow }
	for name, into := range map[string]any{"surface.json": &rows, "operations.json": &operations} {
		text, err := os.ReadFile(filepath.Join(testkit.Workspace(t), "sdks", name))
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(text, into); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
	rows = append(rows, operations.Rows...)
	if len(rows) < 150 {
		t.Fatalf("the tables have %d rows", len(rows))
	}
	found := readSurface(t)
	for _, row := range rows {
		switch {
		case row.Go == nil && row.Why["go"] == "":
			t.Errorf("%s has neither a form in Go nor a reason", row.Rust)
		case row.Go != nil && !found.has(*row.Go):
			t.Errorf("%s: the package has no %s", row.Rust, *row.Go)
		}
	}
}

func TestAMissingFormIsDetected(t *testing.T) {
	found := readSurface(t)
	for _, form := range []string{
		"client.Agents.Nothing", "client.Nothing.List", "client.services", "InvokeRequest.Nothing", "WithNothing", "call", "Details.cause",
	} {
		if found.has(form) {
			t.Errorf("%s is found", form)
		}
	}
}
