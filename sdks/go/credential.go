package agentspec

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"unicode"
)

// Credential is an API key or a token. Nothing that prints it shows the secret.
type Credential struct {
	// header has its canonical form.
	header string
	scheme string
	// A pointer: fmt prints the fields of a struct that has the credential in an unexported field.
	secret *string
}

// CredentialSource returns the credential of an attempt: see [WithCredentialSource].
type CredentialSource func(ctx context.Context) (Credential, error)

// APIKeyCredential returns the credential of a key, which is sent as X-API-Key.
func APIKeyCredential(key string) Credential {
	return Credential{header: "X-Api-Key", secret: &key}
}

// TokenCredential returns the credential of a token, which is sent as Authorization: Bearer.
func TokenCredential(token string) Credential {
	return Credential{header: "Authorization", scheme: "Bearer ", secret: &token}
}

// Format writes what the credential is, without the secret.
func (c Credential) Format(state fmt.State, _ rune) {
	_, _ = io.WriteString(state, c.String())
}

// String returns what the credential is, without the secret.
func (c Credential) String() string {
	switch {
	case c.secret == nil:
		return "no credential"
	case c.scheme == "":
		return "API key [redacted]"
	default:
		return "token [redacted]"
	}
}

// LogValue returns what slog writes of the credential.
func (c Credential) LogValue() slog.Value { return slog.StringValue(c.String()) }

// title is what messages call the credential.
func (c Credential) title() string {
	if c.scheme == "" {
		return "the API key"
	}
	return "the token"
}

func (c Credential) value() string { return c.scheme + *c.secret }

// problem returns why no header can hold the secret, without the secret; empty if it can be sent.
func (c Credential) problem() string {
	if c.secret == nil {
		return "is empty: give a value, or leave it out"
	}
	secret := *c.secret
	trimmed := strings.TrimSpace(secret)
	if trimmed == "" {
		return "is empty: give a value, or leave it out"
	}
	if trimmed != secret {
		return "starts or ends with white space: remove it (often the last line break of a file)"
	}
	for _, letter := range secret {
		if what := forbidden(letter); what != "" {
			return "contains " + what + ", which is not allowed in an HTTP header: check how it was read (often the last line break of a file)"
		}
	}
	return ""
}

func forbidden(letter rune) string {
	switch {
	case letter == '\r' || letter == '\n':
		return "a line break"
	case letter == 0:
		return "a NUL"
	case letter >= ' ' && letter <= '~':
		return ""
	case unicode.IsControl(letter):
		return "a control character"
	default:
		return "a character outside ASCII"
	}
}

// authentication is how a client proves who it is: by one credential, by one for each attempt, or not at all.
type authentication struct {
	fixed  Credential
	source CredentialSource
}

func (a authentication) isNone() bool { return a.fixed.secret == nil && a.source == nil }

// title is what messages call the credential.
func (a authentication) title() string {
	if a.source != nil {
		return "the credential of WithCredentialSource"
	}
	return a.fixed.title()
}

// credential returns the credential of an attempt. A source that ignores ctx is left behind when ctx ends.
func (a authentication) credential(ctx context.Context) (Credential, error) {
	if a.source == nil {
		return a.fixed, nil
	}
	type result struct {
		credential Credential
		err        error
		panicked   any
	}
	done := make(chan result, 1)
	go func() {
		var got result
		defer func() {
			got.panicked = recover()
			done <- got
		}()
		got.credential, got.err = a.source(ctx)
	}()
	select {
	case <-ctx.Done():
		return Credential{}, context.Cause(ctx)
	case got := <-done:
		switch {
		case got.panicked != nil:
			// Where the caller can recover from it.
			panic(got.panicked)
		case got.err != nil:
			return Credential{}, got.err
		}
		if problem := got.credential.problem(); problem != "" {
			return Credential{}, errors.New(got.credential.title() + " " + problem)
		}
		return got.credential, nil
	}
}
