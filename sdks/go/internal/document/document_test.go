package document

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func blocksOf(t *testing.T, text string) []Block {
	t.Helper()
	path := filepath.Join(t.TempDir(), "document.md")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	blocks, err := Blocks(path)
	if err != nil {
		t.Fatal(err)
	}
	return blocks
}

func TestABlockHasTheEnvironmentAndTheConfigurationBeforeIt(t *testing.T) {
	blocks := blocksOf(t, "```sh\nexport A=\"b\"\n```\n<!-- mock: {\"agents\": []} -->\n```go\nx()\n```\n```go\ny()\n```\n````md\n```go\nno\n```\n````\n")
	if len(blocks) != 2 {
		t.Fatalf("%d blocks", len(blocks))
	}
	first, second := blocks[0], blocks[1]
	if first.Text != "x()\n" || first.Line != 6 || first.Environment["A"] != "b" || string(first.Config) != `{"agents": []}` {
		t.Errorf("%+v", first)
	}
	if second.Text != "y()\n" || len(second.Environment) != 0 || second.Config != nil {
		t.Errorf("%+v", second)
	}
}

func TestABlockAnnouncesItsOutput(t *testing.T) {
	block := Block{Text: "a() // prints 1 …\nb()\n// prints (2)\n// \"quoted\"\n"}
	announced := block.Announced()
	for output, expected := range map[string]bool{"1 or so\n(2)\n": true, "1 \n(2)": false, "1 x\n2": false, "1 x\n(2)\n3": false} {
		if announced.MatchString(output) != expected {
			t.Errorf("%q: %v", output, !expected)
		}
	}
	if quoted := block.Quoted(); len(quoted) != 1 || quoted[0] != "quoted" {
		t.Errorf("%q", quoted)
	}
	if (Block{Text: "a()"}).Announced() != nil {
		t.Error("nothing is announced")
	}
}

func TestAFragmentBecomesAFunctionWithItsLinesUnchanged(t *testing.T) {
	text := "import (\n\t\"errors\"\n)\n\nanswer, err := client.Agents.Invoke(ctx, nil)\nif errors.Is(err, nil) {\n\tos.Exit(1)\n}\n"
	block := Block{Path: "a.md", Line: 7, Text: text}
	program, err := block.Function("block3")
	if kind, _ := block.Kind(); err != nil || kind != Fragment {
		t.Fatal(kind, err)
	}
	for _, part := range []string{"//line a.md:7\n\n\n\n\nanswer, err := client", "\t\t_ = answer\n\t\t_ = err\n", `os "os"`, `errors "errors"`, "func block3(ctx"} {
		if !strings.Contains(string(program), part) {
			t.Errorf("%q is not in\n%s", part, program)
		}
	}
}

func TestAWholeProgramMayImportWhatItDoesNotUse(t *testing.T) {
	block := Block{Text: "package main\n\nimport \"context\"\n\nfunc main() { print(\"http://localhost:8080\") }\n"}
	if kind, err := block.Kind(); kind != Program || err != nil {
		t.Fatal(kind, err)
	}
	program, err := block.Program()
	if err != nil || !strings.Contains(string(program), "var _ = context.Background") || !strings.Contains(string(program), "print(documentedServer)") {
		t.Errorf("%v: %s", err, program)
	}
}

func TestABlockThatOnlyDeclaresIsNoProgram(t *testing.T) {
	for _, text := range []string{"type A struct{}\n\nfunc (a A) B() {}\n", "package agentspec\n\ntype A int\n"} {
		block := Block{Text: text}
		if kind, err := block.Kind(); kind != Declarations || err != nil {
			t.Errorf("%v %v", kind, err)
		}
		if _, err := block.File(); err != nil {
			t.Error(err)
		}
	}
}

func TestABlockThatIsNoGoIsAnError(t *testing.T) {
	if _, err := (Block{Path: "a.md", Line: 3, Text: "a :=\n"}).Kind(); err == nil || !strings.Contains(err.Error(), "a.md:3") {
		t.Error(err)
	}
}
