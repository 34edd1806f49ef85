package agentspec_test

import (
	"context"
	"errors"
	"io"
	"testing"
	"time"

	agentspec "github.com/szaher/agentspec/sdk"
	"github.com/szaher/agentspec/sdk/internal/testkit"
)

var (
	ctx = context.Background()
	ask = &agentspec.InvokeRequest{Name: "a", Input: "b"}
	// busy is refused for two seconds.
	busy    = testkit.Refuse(503, "busy", "Retry-After", "2")
	invoked = testkit.Respond(200, testkit.Invoked)
)

// clientFor returns a client of this server that takes nothing from the environment, and whose retries have no delay.
func clientFor(t testing.TB, url string, options ...agentspec.Option) *agentspec.Client {
	t.Helper()
	all := []agentspec.Option{agentspec.WithBaseURL(url), agentspec.WithoutEnvironment(), agentspec.WithRetryDelay(0)}
	client, err := agentspec.NewClient(append(all, options...)...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = client.Close() })
	return client
}

// detailsOf returns what an error knows.
func detailsOf(t testing.TB, err error) agentspec.Details {
	t.Helper()
	known, ok := agentspec.DetailsOf(err)
	if !ok {
		t.Fatalf("%v (%T) is no error of this package", err, err)
	}
	return known
}

// as returns the error as one of this type.
func as[E error](t testing.TB, err error) E {
	t.Helper()
	var found E
	if !errors.As(err, &found) {
		t.Fatalf("%v (%T) is no %T", err, err, found)
	}
	return found
}

func equal[T comparable](t testing.TB, what string, got, expected T) {
	t.Helper()
	if got != expected {
		t.Errorf("%s: %v, expected %v", what, got, expected)
	}
}

// result is what a call in the background returned.
type result[T any] struct {
	value T
	err   error
}

// background makes a call in its own goroutine.
func background[T any](call func() (T, error)) <-chan result[T] {
	done := make(chan result[T], 1)
	go func() {
		value, err := call()
		done <- result[T]{value, err}
	}()
	return done
}

// await waits for a call in the background.
func await[T any](t testing.TB, done <-chan result[T]) (T, error) {
	t.Helper()
	select {
	case got := <-done:
		return got.value, got.err
	case <-time.After(30 * time.Second):
		t.Fatal("the call does not end")
		panic("unreachable")
	}
}

// observedBody reports each read after the first.
type observedBody struct {
	io.ReadCloser
	reads func()
	count int
}

func (b *observedBody) Read(target []byte) (int, error) {
	if b.count++; b.count == 2 {
		b.reads()
	}
	return b.ReadCloser.Read(target)
}
