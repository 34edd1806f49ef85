package agentspec_test

import (
	"context"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/printer"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	agentspec "github.com/szaher/agentspec/sdk"
	"github.com/szaher/agentspec/sdk/internal/document"
	"github.com/szaher/agentspec/sdk/internal/testkit"
)

// Every block of the documents, or of the document that AGENTSPEC_DOCUMENT names in their place, is compiled and run as written.
func TestBlocksOfTheDocumentsRunAsWritten(t *testing.T) {
	root := testkit.Workspace(t)
	paths := []string{"sdks/go/README.md", "sdks/go/GUIDE.md", "README.md", "docs/operations.md", "docs/errors.md", "docs/migration.md"}
	for index, path := range paths {
		paths[index] = filepath.Join(root, path)
	}
	given := os.Getenv("AGENTSPEC_DOCUMENT")
	if given != "" {
		paths = []string{given}
	}
	var blocks []document.Block
	for _, path := range paths {
		found, err := document.Blocks(path)
		if err != nil {
			t.Fatal(err)
		}
		if len(found) == 0 {
			t.Errorf("%s has no blocks of Go", path)
		}
		blocks = append(blocks, found...)
	}
	commands := buildBlocks(t, root, blocks)
	for index, block := range blocks {
		t.Run(fmt.Sprintf("%s:%d", filepath.Base(block.Path), block.Line), func(t *testing.T) {
			t.Parallel()
			if commands[index] == nil {
				compareDeclarations(t, block)
				return
			}
			program := blockProgram{command: commands[index], block: block, isGiven: given != ""}
			program.check(t)
		})
	}
}

// Builds the blocks in a module of their own, all fragments as one program. Returns what runs each; nil for one that only declares.
func buildBlocks(t *testing.T, root string, blocks []document.Block) [][]string {
	t.Helper()
	folder := t.TempDir()
	programs := filepath.Join(folder, "bin")
	commands := make([][]string, len(blocks))
	var functions, tests []string
	for index, block := range blocks {
		name := fmt.Sprintf("block%d", index)
		kind, err := block.Kind()
		if err != nil {
			t.Fatal(err)
		}
		var text []byte
		switch kind {
		case document.Declarations:
			continue
		case document.Program:
			text, err = block.Program()
			commands[index] = []string{filepath.Join(programs, name)}
		case document.Fragment:
			text, err = block.Function(name)
			commands[index] = []string{filepath.Join(programs, "fragments"), name}
			functions = append(functions, name)
		case document.Test:
			text = []byte(block.Text)
			commands[index] = []string{filepath.Join(programs, name)}
			tests = append(tests, name)
		}
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(folder, "fragments", name+".go")
		switch kind {
		case document.Program:
			path = filepath.Join(folder, name, "main.go")
			write(t, filepath.Join(folder, name, "server.go"), document.ServerFile)
		case document.Test:
			path = filepath.Join(folder, name, "block_test.go")
		}
		write(t, path, string(text))
	}
	write(t, filepath.Join(folder, "fragments", "server.go"), document.ServerFile)
	write(t, filepath.Join(folder, "fragments", "main.go"), document.Main(functions))
	module := fmt.Sprintf("module blocks\n\ngo 1.25\n\nrequire %s v0.0.0\n\nreplace %s => %s\n", document.ImportPath, document.ImportPath, filepath.Join(root, "sdks", "go"))
	write(t, filepath.Join(folder, "go.mod"), module)
	write(t, filepath.Join(programs, "README"), "The programs of the blocks.\n")
	builds := [][]string{{"build", "-o", programs + string(filepath.Separator), "./..."}}
	for _, name := range tests {
		builds = append(builds, []string{"test", "-c", "-o", filepath.Join(programs, name), "./" + name})
	}
	for _, arguments := range builds {
		build := exec.Command("go", arguments...)
		build.Dir = folder
		if output, err := build.CombinedOutput(); err != nil {
			t.Fatalf("the blocks do not compile: %v\n%s", err, output)
		}
	}
	return commands
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

type blockProgram struct {
	command []string
	block   document.Block
	isGiven bool
}

func (p blockProgram) check(t *testing.T) {
	output := p.run(t, p.block.Config)
	if kind, _ := p.block.Kind(); kind == document.Test {
		if !strings.HasSuffix(output, "PASS\n") {
			t.Errorf("the tests did not pass: %s", output)
		}
		return
	}
	if p.isGiven {
		t.Logf("printed %q", output)
	}
	switch announced := p.block.Announced(); {
	case announced != nil && !announced.MatchString(output):
		t.Errorf("it printed %q, and announces %q", output, announced)
	case announced == nil && !p.isGiven && output != "":
		t.Errorf("it printed %q, and announces nothing", output)
	}
	for _, text := range p.block.Quoted() {
		if !strings.Contains(output, text) {
			t.Errorf("it printed %q, without %q", output, text)
		}
	}
	if !p.isGiven {
		return
	}
	for status, code := range map[int]string{400: "invalid_request", 401: "unauthorized", 403: "forbidden", 404: "not_found", 500: "internal_error"} {
		if !strings.Contains(p.block.Text, fmt.Sprintf("case %d:", status)) && !strings.Contains(p.block.Text, "default:") {
			continue
		}
		message := fmt.Sprintf("Played %d.", status)
		told := p.run(t, replies(map[string]any{"error": map[string]any{"status": status, "code": code, "message": message}}))
		if !strings.Contains(told, message) {
			t.Errorf("with a played %d it printed %q", status, told)
		}
	}
	if late := "Request timed out"; strings.Contains(p.block.Text, late) {
		if told := p.run(t, replies(map[string]any{"text": "Late.", "delay_ms": 60000})); !strings.Contains(told, late) {
			t.Errorf("with a slow answer it printed %q", told)
		}
	}
}

func replies(reply map[string]any) json.RawMessage {
	text, err := json.Marshal(map[string]any{"agents": []any{map[string]any{"name": "assistant", "replies": []any{reply}}}})
	if err != nil {
		panic(err)
	}
	return text
}

// Runs the program with a mock server of its own at the documents' address, and returns what it prints to both outputs.
func (p blockProgram) run(t *testing.T, config json.RawMessage) string {
	t.Helper()
	var mock *testkit.Mock
	if config == nil {
		mock = testkit.StartMock(t)
	} else {
		mock = testkit.ConfiguredMock(t, config)
	}
	defer mock.Stop()
	if p.isGiven && config == nil {
		prepare(t, mock.URL)
	}
	command := exec.Command(p.command[0], p.command[1:]...)
	command.Env = []string{"PATH=" + os.Getenv("PATH"), document.ServerVariable + "=" + mock.URL, "AGENTSPEC_BASE_URL=" + mock.URL, "AGENTSPEC_MOCK=" + os.Getenv("AGENTSPEC_MOCK")}
	for name, value := range p.block.Environment {
		command.Env = append(command.Env, name+"="+strings.ReplaceAll(value, document.Server, mock.URL))
	}
	output, err := command.CombinedOutput()
	if err != nil {
		t.Errorf("%s: %v: %s", p.block.Place(), err, output)
	}
	return string(output)
}

// A given document may list what the text before it has made.
func prepare(t *testing.T, url string) {
	t.Helper()
	client, err := agentspec.NewClient(agentspec.WithBaseURL(url), agentspec.WithoutEnvironment())
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	ctx := context.Background()
	if _, err := client.Sessions.Create(ctx, &agentspec.CreateSessionRequest{Agent: "assistant"}); err != nil {
		t.Fatal(err)
	}
	if _, err := client.Pipelines.Run(ctx, &agentspec.PipelineRunRequest{Name: "research-and-summarize", Input: "Batteries"}); err != nil {
		t.Fatal(err)
	}
}

// Each type, field, tag, constant and function that a block declares has to be in the package; the package may have more.
func compareDeclarations(t *testing.T, block document.Block) {
	ours := declarations(t)
	file, err := block.File()
	if err != nil {
		t.Fatalf("%s: %v", block.Place(), err)
	}
	count := 0
	for name := range named(file) {
		count++
		if !ours[name] {
			t.Errorf("the package does not declare %s", name)
		}
	}
	if count == 0 {
		t.Errorf("%s declares nothing", block.Place())
	}
}

func declarations(t *testing.T) map[string]bool {
	t.Helper()
	all := map[string]bool{}
	paths, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for name := range named(file) {
			all[name] = true
		}
	}
	return all
}

// What a file declares, each as one text: `type A`, `A.Field type`, `A.Field type tag`, `const B type value`, `func (A) C signature`.
func named(file *ast.File) map[string]bool {
	names := map[string]bool{}
	for _, declaration := range file.Decls {
		switch declaration := declaration.(type) {
		case *ast.FuncDecl:
			receiver := ""
			if declaration.Recv != nil {
				receiver = "(" + printed(declaration.Recv.List[0].Type) + ") "
			}
			names["func "+receiver+declaration.Name.Name+strings.TrimPrefix(printed(declaration.Type), "func")] = true
		case *ast.GenDecl:
			for _, spec := range declaration.Specs {
				addSpec(names, spec)
			}
		}
	}
	return names
}

func addSpec(names map[string]bool, spec ast.Spec) {
	switch spec := spec.(type) {
	case *ast.TypeSpec:
		structure, isStruct := spec.Type.(*ast.StructType)
		if !isStruct {
			names["type "+spec.Name.Name+" "+printed(spec.Type)] = true
			return
		}
		names["type "+spec.Name.Name] = true
		for _, field := range structure.Fields.List {
			for _, name := range field.Names {
				text := spec.Name.Name + "." + name.Name + " " + printed(field.Type)
				names[text] = true
				if field.Tag != nil {
					names[text+" "+field.Tag.Value] = true
				}
			}
		}
	case *ast.ValueSpec:
		for index, name := range spec.Names {
			value := ""
			if index < len(spec.Values) {
				value = " = " + printed(spec.Values[index])
			}
			if spec.Type != nil {
				value = " " + printed(spec.Type) + value
			}
			names["const "+name.Name+value] = true
		}
	}
}

func printed(node ast.Node) string {
	var text strings.Builder
	if err := printer.Fprint(&text, token.NewFileSet(), node); err != nil {
		panic(err)
	}
	return text.String()
}
