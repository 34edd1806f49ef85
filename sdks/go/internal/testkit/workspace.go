package testkit

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// Workspace returns the root of the checkout: AGENTSPEC_ROOT, or the next folder upward with an openapi.yaml.
func Workspace(t testing.TB) string {
	t.Helper()
	if root := os.Getenv("AGENTSPEC_ROOT"); root != "" {
		return root
	}
	folder, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(folder, "openapi.yaml")); err == nil {
			return folder
		}
		parent := filepath.Dir(folder)
		if parent == folder {
			t.Fatal("no openapi.yaml upward of the test: set AGENTSPEC_ROOT to the root of the workspace")
		}
		folder = parent
	}
}

// Rows reads a file of tests/vectors, or of the folder that AGENTSPEC_VECTORS names, which may lack the file. Unknown keys are ignored.
func Rows[T any](t testing.TB, file string) []T {
	t.Helper()
	folder := os.Getenv("AGENTSPEC_VECTORS")
	isOwn := folder == ""
	if isOwn {
		folder = filepath.Join(Workspace(t), "tests", "vectors")
	}
	text, err := os.ReadFile(filepath.Join(folder, file))
	if errors.Is(err, fs.ErrNotExist) && !isOwn {
		return nil
	}
	if err != nil {
		t.Fatal(err)
	}
	var rows []T
	lines := bufio.NewScanner(bytes.NewReader(text))
	lines.Buffer(nil, len(text)+1)
	for lines.Scan() {
		if len(bytes.TrimSpace(lines.Bytes())) == 0 {
			continue
		}
		decoder := json.NewDecoder(bytes.NewReader(lines.Bytes()))
		decoder.UseNumber()
		var row T
		if err := decoder.Decode(&row); err != nil {
			t.Fatalf("%s: %v in %s", file, err, lines.Bytes())
		}
		rows = append(rows, row)
	}
	if len(rows) == 0 {
		t.Fatalf("%s has no rows", file)
	}
	return rows
}

// Cuts are the lengths of pieces in which the tests read the bytes of a row; nil is one piece.
var Cuts = [][]int{nil, {1}, {2}, {3}, {7}}

// Cut cuts bytes into pieces of these lengths; the last length repeats until the end.
func Cut(input []byte, lengths []int) [][]byte {
	var usable []int
	for _, length := range lengths {
		if length > 0 {
			usable = append(usable, length)
		}
	}
	if len(usable) == 0 {
		return [][]byte{input}
	}
	var pieces [][]byte
	for index := 0; len(input) > 0; index++ {
		length := min(usable[min(index, len(usable)-1)], len(input))
		pieces = append(pieces, input[:length])
		input = input[length:]
	}
	return pieces
}
