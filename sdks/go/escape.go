package agentspec

import "github.com/szaher/agentspec/sdk/internal/safe"

// Escape replaces the characters of a text that control a terminal, change the direction of writing or are invisible, as in \u{1b}: for programs
// that print what an agent says. Line breaks and tabs stay. The errors of this package are escaped already where they are printed.
func Escape(text string) string { return safe.Escape(text) }
