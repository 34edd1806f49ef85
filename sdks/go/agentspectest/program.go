package agentspectest

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"regexp"
	"strings"
)

const (
	programName     = "agentspec-mock"
	programVariable = "AGENTSPEC_MOCK"
)

var address = regexp.MustCompile(` on (http://[^\s,]+)`)

// findProgram returns the path of the program: the given one, else that of the variable, else the one on PATH.
func findProgram(given string) (string, error) {
	if given == "" {
		given = os.Getenv(programVariable)
	}
	if given != "" {
		return given, nil
	}
	found, err := exec.LookPath(programName)
	if err != nil {
		return "", fmt.Errorf("the program %s was not found: put it on PATH, or name it by the variable %s or by WithProgram", programName, programVariable)
	}
	return found, nil
}

// running is the running program.
type running struct {
	url     string
	command *exec.Cmd
	errors  bytes.Buffer
}

// run starts the program, and waits until it says where it listens.
func run(program string, arguments, environment []string) (*running, error) {
	started := &running{command: exec.Command(program, append([]string{"--port", "0", "--control", "--until-stdin-ends"}, arguments...)...)}
	started.command.Env = append(os.Environ(), environment...)
	started.command.Stderr = &started.errors
	// Nothing is written to it: it ends with the test program, even if that one is killed.
	if _, err := started.command.StdinPipe(); err != nil {
		return nil, err
	}
	output, err := started.command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := started.command.Start(); err != nil {
		return nil, fmt.Errorf("the mock server cannot be started: %w", err)
	}
	lines := bufio.NewReader(output)
	line, _ := lines.ReadString('\n')
	if found := address.FindStringSubmatch(line); found != nil {
		started.url = found[1]
		go func() { _, _ = io.Copy(io.Discard, lines) }()
		return started, nil
	}
	started.stop()
	said := strings.TrimSpace(started.errors.String())
	if said == "" {
		said = fmt.Sprintf("its first line is %q", line)
	}
	return nil, errors.New("the mock server did not start: " + said)
}

// stop ends the program, with what it is sending, and waits until it has ended.
func (r *running) stop() {
	_ = r.command.Process.Kill()
	_ = r.command.Wait()
}
