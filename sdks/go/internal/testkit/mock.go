// Package testkit has the servers and the vectors that the tests of this module share.
package testkit

import (
	"bufio"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"
)

// The credentials that the documents use.
const (
	Key   = "your-api-key"
	Token = "your-bearer-token"
)

var address = regexp.MustCompile(` on (http://[^\s,]+)`)

// Mock is an agentspec-mock program on a free port.
type Mock struct {
	URL     string
	process *os.Process
}

// StartMock starts the program that AGENTSPEC_MOCK names, until the test ends.
func StartMock(t testing.TB, options ...string) *Mock {
	t.Helper()
	program := os.Getenv("AGENTSPEC_MOCK")
	if program == "" {
		t.Fatal("AGENTSPEC_MOCK must name the agentspec-mock program")
	}
	command := exec.Command(program, append([]string{"--port", "0", "--pace-ms", "0"}, options...)...)
	output, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	mock := &Mock{process: command.Process}
	t.Cleanup(func() {
		mock.Stop()
		_ = command.Wait()
	})
	lines := bufio.NewReader(output)
	line, err := lines.ReadString('\n')
	if err != nil {
		t.Fatalf("the mock server did not start: %v", err)
	}
	found := address.FindStringSubmatch(line)
	if found == nil {
		t.Fatalf("the mock server did not start: %s", line)
	}
	mock.URL = found[1]
	go func() { _, _ = io.Copy(io.Discard, lines) }()
	return mock
}

// ConfiguredMock starts a mock server with a configuration, which is written as JSON.
func ConfiguredMock(t testing.TB, config any) *Mock {
	t.Helper()
	path := filepath.Join(t.TempDir(), "config.yaml")
	text, err := json.Marshal(config)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return StartMock(t, "--config", path)
}

// Stop kills the program.
func (m *Mock) Stop() {
	_ = m.process.Kill()
}
