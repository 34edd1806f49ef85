package agentspec

import (
	"context"
	"errors"
	"io"
	"net/http"
	"testing"

	"github.com/szaher/agentspec/sdk/internal/testkit"
)

func TestAWithdrawnRequestIsNotSentWhoeverStillHoldsIt(t *testing.T) {
	for _, isOwn := range []bool{true, false} {
		for _, method := range []string{http.MethodPost, http.MethodGet} {
			server := testkit.Script(t, testkit.Respond(200, "x"))
			transport := newTransport()
			t.Cleanup(transport.CloseIdleConnections)
			send := func(proof *evidence) error {
				request, err := http.NewRequest(method, server.URL, nil)
				if err != nil {
					t.Fatal(err)
				}
				var body []byte
				if method == http.MethodPost {
					body = []byte("the body")
				}
				response, err := transport.RoundTrip(proof.track(context.Background(), request, body, isOwn))
				if err == nil {
					_ = response.Body.Close()
				}
				return err
			}
			var proof evidence
			if !proof.withdraw() || proof.isReleased() {
				t.Error("it was released")
			}
			isHandedOver := method == http.MethodGet && !isOwn
			if err := send(&proof); (err == nil) != isHandedOver {
				t.Errorf("%s: %v", method, err)
			}
			if !isHandedOver && len(server.Received()) > 0 {
				t.Errorf("%s: the server has received it", method)
			}
			var other evidence
			if err := send(&other); err != nil {
				t.Fatal(err)
			}
			if !other.isReleased() || other.withdraw() {
				t.Errorf("%s: it was not released", method)
			}
		}
	}
}

func TestABodyIsReleasedWhenItIsRead(t *testing.T) {
	var proof evidence
	body := &trackedBody{evidence: &proof, rest: []byte("hello")}
	piece := make([]byte, 3)
	n, err := body.Read(piece)
	if n != 3 || err != nil || !proof.isReleased() || proof.withdraw() {
		t.Errorf("%d bytes: %v", n, err)
	}
	rest, err := io.ReadAll(body)
	if string(rest) != "lo" || err != nil {
		t.Errorf("%q: %v", rest, err)
	}
	var gone evidence
	for range 2 {
		if !gone.withdraw() {
			t.Error("it was not withdrawn")
		}
	}
	if _, err := (&trackedBody{evidence: &gone, rest: []byte("hello")}).Read(piece); !errors.Is(err, errWithdrawn) {
		t.Errorf("it can be read: %v", err)
	}
}
