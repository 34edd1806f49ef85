package agentspec_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/szaher/agentspec/sdk/internal/testkit"
)

func TestTheExampleHoldsAStreamedConversation(t *testing.T) {
	mock := testkit.StartMock(t)
	program := filepath.Join(t.TempDir(), "chat")
	if output, err := exec.Command("go", "build", "-o", program, "./examples/chat").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, output)
	}
	chat := exec.Command(program, "My name is Alice and I work on robotics.", "What do I work on?")
	chat.Env = []string{"PATH=" + os.Getenv("PATH"), "AGENTSPEC_BASE_URL=" + mock.URL}
	output, err := chat.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, output)
	}
	expected := regexp.MustCompile(`(?s)^Available agents:\n  - assistant \(.+\)\n.*Session created: .+\n.*You: What do I work on\?\nAgent: You work on robotics\.\n  \[Tokens: \d+\]\n$`)
	if !expected.Match(output) {
		t.Errorf("%s", output)
	}
}

func TestTheExampleFailsWhereThereIsNoServer(t *testing.T) {
	program := filepath.Join(t.TempDir(), "chat")
	if output, err := exec.Command("go", "build", "-o", program, "./examples/chat").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, output)
	}
	chat := exec.Command(program, "Hello")
	chat.Env = []string{"PATH=" + os.Getenv("PATH"), "AGENTSPEC_BASE_URL=localhost:1"}
	output, err := chat.CombinedOutput()
	expected := regexp.MustCompile(`^\nError: agentspec: configuration_error: AGENTSPEC_BASE_URL must start with http:// or https://`)
	if err == nil || !expected.Match(output) {
		t.Errorf("%v: %s", err, output)
	}
}
