package agentspec

import (
	"net/http"
	"strings"

	"github.com/szaher/agentspec/sdk/internal/safe"
	"github.com/szaher/agentspec/sdk/internal/wire"
)

// correlationIDs returns the correlation ids that the server named; none that is redacted.
func correlationIDs(header http.Header) []string {
	var named []string
	for _, value := range header.Values("X-Correlation-Id") {
		for _, id := range strings.Split(value, ",") {
			if id = strings.TrimSpace(id); id != "" && id != safe.Redacted {
				named = append(named, id)
			}
		}
	}
	return named
}

// mediaType returns the media type of the body, without its parameters.
func mediaType(header http.Header) string {
	media, _, _ := strings.Cut(header.Get("Content-Type"), ";")
	return strings.TrimSpace(media)
}

// textOf returns a text of the server as text.
func textOf(data []byte) string { return wire.Text(data) }
