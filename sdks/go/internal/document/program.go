package document

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"sort"
	"strconv"
	"strings"
)

// ImportPath is the path of the package that the blocks use as agentspec.
const ImportPath = "github.com/szaher/agentspec/sdk"

// Server is the address of the server in the documents. In programs it stands for the one that the variable ServerVariable names.
const (
	Server         = "http://localhost:8080"
	ServerVariable = "AGENTSPEC_DOCUMENTED_SERVER"
)

// Kind is what a block is.
type Kind int

// The kinds of blocks.
const (
	// Declarations are a file of a package, or a part of one.
	Declarations Kind = iota
	// Program is a main package.
	Program
	// Fragment is the body of a function that has a ctx and a client.
	Fragment
	// Test is a file of tests: its package ends in _test.
	Test
)

// ServerFile is a further file of each main package.
const ServerFile = `package main

import "os"

var documentedServer = os.Getenv("` + ServerVariable + `")
`

// The packages that a block without imports may use, each with something that it exports.
var packages = map[string]struct{ path, use string }{
	"agentspec": {ImportPath, "agentspec.NewClient"},
	"atomic":    {"sync/atomic", "atomic.AddInt64"},
	"bufio":     {"bufio", "bufio.NewReader"},
	"context":   {"context", "context.Background"},
	"errors":    {"errors", "errors.New"},
	"fmt":       {"fmt", "fmt.Print"},
	"http":      {"net/http", "http.Get"},
	"httptest":  {"net/http/httptest", "httptest.NewServer"},
	"io":        {"io", "io.Copy"},
	"json":      {"encoding/json", "json.Marshal"},
	"log":       {"log", "log.Print"},
	"os":        {"os", "os.Exit"},
	"slog":      {"log/slog", "slog.Default"},
	"strings":   {"strings", "strings.Join"},
	"time":      {"time", "time.Now"},
}

// Kind tells what the block is.
func (b Block) Kind() (Kind, error) {
	files := token.NewFileSet()
	if file, err := parser.ParseFile(files, "", b.Text, 0); err == nil {
		switch {
		case file.Name.Name == "main":
			return Program, nil
		case strings.HasSuffix(file.Name.Name, "_test"):
			return Test, nil
		}
		return Declarations, nil
	}
	_, body := b.split()
	if file, err := parser.ParseFile(files, "", "package p\n"+body, 0); err == nil && len(file.Decls) > 0 {
		return Declarations, nil
	}
	if _, err := parser.ParseFile(files, b.Path, head+body+tail, 0); err != nil {
		return 0, fmt.Errorf("%s: %w", b.Place(), err)
	}
	return Fragment, nil
}

// What turns statements into a file.
const head, tail = "package main\nfunc block() {\n", "\n}\n"

// File returns declarations as a file of a package.
func (b Block) File() (*ast.File, error) {
	text := b.Text
	if !strings.Contains(text, "\npackage ") && !strings.HasPrefix(text, "package ") {
		text = "package agentspec\n" + text
	}
	return parser.ParseFile(token.NewFileSet(), "", text, 0)
}

// Program returns a whole program, its lines unchanged. It may import what it does not use, which the compiler refuses: a use is added below it.
func (b Block) Program() ([]byte, error) {
	file, err := parser.ParseFile(token.NewFileSet(), "", b.Text, 0)
	if err != nil {
		return nil, err
	}
	used := selected(file)
	text := bytes.NewBufferString(b.directive() + b.Text)
	for name, known := range packages {
		for _, imported := range file.Imports {
			if path, _ := strconv.Unquote(imported.Path.Value); path == known.path && !used[name] {
				fmt.Fprintf(text, "\nvar _ = %s\n", known.use)
			}
		}
	}
	return redirected(text.Bytes()), nil
}

// Splits off a block of imports at the start, with as many empty lines in its place.
func (b Block) split() (imports, body string) {
	if !strings.HasPrefix(b.Text, "import ") {
		return "", b.Text
	}
	end := strings.Index(b.Text, "\n")
	if strings.HasPrefix(b.Text, "import (") {
		end = strings.Index(b.Text, "\n)\n") + 2
	}
	imports = b.Text[:end]
	return imports, strings.Repeat("\n", strings.Count(imports, "\n")) + b.Text[end:]
}

// Function returns a fragment as a file of a main package with a function of this name, its lines unchanged. Its variables count as used.
func (b Block) Function(name string) ([]byte, error) {
	imports, body := b.split()
	file, err := parser.ParseFile(token.NewFileSet(), b.Path, head+body+tail, 0)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", b.Place(), err)
	}
	used := selected(file)
	used["agentspec"], used["context"] = true, true
	for name := range packages {
		if strings.Contains(imports, strconv.Quote(packages[name].path)) {
			used[name] = true
		}
	}
	var text strings.Builder
	text.WriteString("package main\n\nimport (\n")
	for _, name := range sorted(used) {
		fmt.Fprintf(&text, "\t%s %q\n", name, packages[name].path)
	}
	text.WriteString(")\n\nvar (\n")
	for _, name := range sorted(used) {
		fmt.Fprintf(&text, "\t_ = %s\n", packages[name].use)
	}
	fmt.Fprintf(&text, ")\n\nfunc %s(ctx context.Context, client *agentspec.Client) {\n\t{\n", name)
	text.WriteString(b.directive() + body)
	for _, name := range declared(file.Decls[0].(*ast.FuncDecl).Body) {
		fmt.Fprintf(&text, "\t\t_ = %s\n", name)
	}
	text.WriteString("\t}\n}\n")
	return redirected([]byte(text.String())), nil
}

// Main returns the main file of a program that runs the function which its argument names, with a client of the documents' server.
func Main(functions []string) string {
	var table strings.Builder
	for _, name := range functions {
		fmt.Fprintf(&table, "\t%q: %s,\n", name, name)
	}
	return `package main

import (
	"context"
	"log"
	"os"

	agentspec "` + ImportPath + `"
)

var blocks = map[string]func(context.Context, *agentspec.Client){
` + table.String() + `}

func main() {
	client, err := agentspec.NewClient(agentspec.WithBaseURL(documentedServer), agentspec.WithAPIKey("your-api-key"))
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()
	blocks[os.Args[1]](context.Background(), client)
}
`
}

func redirected(program []byte) []byte {
	return bytes.ReplaceAll(program, []byte(strconv.Quote(Server)), []byte("documentedServer"))
}

// Names the document's own lines in the messages of the compiler.
func (b Block) directive() string {
	return fmt.Sprintf("//line %s:%d\n", b.Path, b.Line)
}

// The known packages of which the file selects something.
func selected(file *ast.File) map[string]bool {
	used := map[string]bool{}
	ast.Inspect(file, func(node ast.Node) bool {
		if selector, ok := node.(*ast.SelectorExpr); ok {
			if name, ok := selector.X.(*ast.Ident); ok && packages[name.Name].path != "" {
				used[name.Name] = true
			}
		}
		return true
	})
	return used
}

// The variables that the outermost statements declare.
func declared(block *ast.BlockStmt) []string {
	names := map[string]bool{}
	for _, statement := range block.List {
		switch statement := statement.(type) {
		case *ast.AssignStmt:
			for _, target := range statement.Lhs {
				if name, ok := target.(*ast.Ident); ok && statement.Tok == token.DEFINE && name.Name != "_" {
					names[name.Name] = true
				}
			}
		case *ast.DeclStmt:
			for _, spec := range statement.Decl.(*ast.GenDecl).Specs {
				if value, ok := spec.(*ast.ValueSpec); ok {
					for _, name := range value.Names {
						names[name.Name] = true
					}
				}
			}
		}
	}
	return sorted(names)
}

func sorted(names map[string]bool) []string {
	var list []string
	for name := range names {
		list = append(list, name)
	}
	sort.Strings(list)
	return list
}
