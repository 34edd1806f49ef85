package safe

import (
	"bytes"
	"encoding/json"
)

// RedactJSON returns compact JSON without the secrets in its texts and names. Everything else stays as it is.
func (s *Secrets) RedactJSON(text json.RawMessage) json.RawMessage {
	if s.IsEmpty() || len(text) == 0 {
		return text
	}
	var redacted bytes.Buffer
	for at := 0; at < len(text); {
		if text[at] != '"' {
			redacted.WriteByte(text[at])
			at++
			continue
		}
		end := at + 1
		for end < len(text) && text[end] != '"' {
			if text[end] == '\\' {
				end++
			}
			end++
		}
		end = min(end+1, len(text))
		redacted.Write(s.redactLiteral(text[at:end]))
		at = end
	}
	return redacted.Bytes()
}

func (s *Secrets) redactLiteral(literal []byte) []byte {
	var text string
	if json.Unmarshal(literal, &text) != nil {
		return literal
	}
	shown := s.Redact(text, Whole)
	if shown == text {
		return literal
	}
	var written bytes.Buffer
	encoder := json.NewEncoder(&written)
	encoder.SetEscapeHTML(false)
	// A string is always JSON.
	_ = encoder.Encode(shown)
	return bytes.TrimSuffix(written.Bytes(), []byte("\n"))
}
