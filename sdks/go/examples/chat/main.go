// Command chat holds a streamed conversation with an agent.
//
// It talks to the server at AGENTSPEC_BASE_URL if that is set, otherwise to a mock server that it starts by cargo. Arguments replace the three
// messages. On a terminal, without arguments, you can continue after them; an empty line or Ctrl-C ends it.
package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"regexp"
	"strings"

	agentspec "github.com/szaher/agentspec/sdk"
)

var messages = []string{
	"Hi, I'm building a web scraper in Python.",
	"What library should I use for parsing HTML?",
	"Can you show me a quick example?",
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx); err != nil && !errors.Is(err, context.Canceled) {
		fmt.Fprintf(os.Stderr, "\nError: %v\n", err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	var options []agentspec.Option
	if os.Getenv("AGENTSPEC_BASE_URL") == "" {
		url, stop, err := startMock()
		if err != nil {
			return err
		}
		defer stop()
		options = append(options, agentspec.WithBaseURL(url))
	}
	client, err := agentspec.NewClient(options...)
	if err != nil {
		return err
	}
	defer client.Close()
	return talk(ctx, client)
}

func talk(ctx context.Context, client *agentspec.Client) error {
	agents, err := client.Agents.List(ctx)
	if err != nil {
		return err
	}
	fmt.Println("Available agents:")
	for _, agent := range agents {
		fmt.Printf("  - %s (%s)\n", agentspec.Escape(agent.Name), agentspec.Escape(agent.Model))
	}
	if len(agents) == 0 {
		return errors.New("no agents are deployed on this server")
	}
	session, err := client.Sessions.Create(ctx, &agentspec.CreateSessionRequest{Agent: agents[0].Name})
	if err != nil {
		return err
	}
	fmt.Printf("\nSession created: %s\n", agentspec.Escape(session.SessionID))
	chat := client.Sessions.Open(agents[0].Name, session.SessionID)

	given := os.Args[1:]
	if len(given) > 0 {
		messages = given
	}
	for _, message := range messages {
		fmt.Printf("\nYou: %s\n", message)
		if err := turn(ctx, chat, message); err != nil {
			return err
		}
	}
	if len(given) > 0 || !isTerminal(os.Stdin) {
		return nil
	}
	fmt.Print("\nGo on; an empty line ends the conversation.\n\nYou: ")
	for lines := bufio.NewScanner(os.Stdin); lines.Scan() && strings.TrimSpace(lines.Text()) != ""; fmt.Print("\nYou: ") {
		if err := turn(ctx, chat, lines.Text()); err != nil {
			return err
		}
	}
	return nil
}

// Takes the next turn, and prints its events as they arrive, with the agent's text escaped for the terminal.
func turn(ctx context.Context, chat *agentspec.SessionHandle, input string) error {
	fmt.Print("Agent: ")
	stream, err := chat.ContinueStream(ctx, &agentspec.SessionTurn{Input: input})
	if err != nil {
		return err
	}
	for event := range stream.Events() {
		switch event.Type {
		case agentspec.EventToken:
			fmt.Print(agentspec.Escape(event.Content))
		case agentspec.EventToolCall:
			fmt.Printf("\n  [Calling tool: %s]\n", agentspec.Escape(event.Name))
		case agentspec.EventToolResult:
			fmt.Printf("  [Tool result: %s]\n", agentspec.Escape(event.Output))
		case agentspec.EventDone:
			fmt.Printf("\n  [Tokens: %d]\n", event.Usage.TotalTokens)
		case agentspec.EventError:
			fmt.Printf("\n  [%s: %s]\n", agentspec.Escape(event.Code), agentspec.Escape(event.Message))
		}
	}
	return stream.Err()
}

var address = regexp.MustCompile(` on (http://[^\s,]+)`)

// Starts a mock server on a free port. Returns its URL, which is in the first line of its output, and what stops it.
func startMock() (url string, stop func(), err error) {
	fmt.Print("AGENTSPEC_BASE_URL is not set: talking to a mock server of our own.\n\n")
	server := exec.Command("cargo", "run", "--quiet", "--package", "agentspec-mock", "--", "--port", "0")
	server.Stderr = os.Stderr
	output, err := server.StdoutPipe()
	if err != nil {
		return "", nil, err
	}
	if err := server.Start(); err != nil {
		return "", nil, fmt.Errorf("cannot start a mock server: %w", err)
	}
	stop = func() {
		_ = server.Process.Kill()
		_ = server.Wait()
	}
	line, _ := bufio.NewReader(output).ReadString('\n')
	found := address.FindStringSubmatch(line)
	if found == nil {
		stop()
		return "", nil, fmt.Errorf("the mock server did not start: it printed %q", line)
	}
	return found[1], stop, nil
}

func isTerminal(file *os.File) bool {
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
