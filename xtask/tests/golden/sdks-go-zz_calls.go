// Code generated from openapi.yaml. DO NOT EDIT.
// Generated from openapi.yaml 0.3.0 (sha256 6997978b3a9a1e2fee8dcada9a6477a2136ef95ada501d4b899659f35b1c87e0) by `cargo xtask codegen`. Not to be edited.

package agentspec

import (
	"context"
	"strconv"
)

// GetBookRequest holds the arguments of Get.
type GetBookRequest struct {
	Book string `json:"-"`

	// At least 1. Not sent if 0.
	Edition int `json:"-"`
}

func (r *GetBookRequest) parts() parts {
	if r == nil {
		return parts{missing: true}
	}
	var query []parameter
	if r.Edition != 0 {
		query = append(query, parameter{"edition", strconv.Itoa(r.Edition)})
	}
	return parts{path: []string{r.Book}, query: query}
}

// DeleteBookRequest holds the arguments of Del.
type DeleteBookRequest struct {
	Book string `json:"-"`
}

func (r *DeleteBookRequest) parts() parts {
	if r == nil {
		return parts{missing: true}
	}
	return parts{path: []string{r.Book}}
}

// ReadBookRequest holds the arguments of Match.
type ReadBookRequest struct {
	Book string `json:"-"`

	// The voice.
	Voice string `json:"voice"`

	// More of how to read.
	Options *ReadOptions `json:"options,omitempty"`

	// The reader.
	From string `json:"from,omitempty"`
}

func (r *ReadBookRequest) parts() parts {
	if r == nil {
		return parts{missing: true}
	}
	return parts{path: []string{r.Book}, body: r.body()}
}

func (r *ReadBookRequest) body() map[string]any {
	body := make(map[string]any, 3)
	body["voice"] = r.Voice
	if r.Options != nil {
		body["options"] = r.Options.body()
	}
	if r.From != "" {
		body["from"] = r.From
	}
	return body
}

// GetSessionRequest holds the arguments of Get.
type GetSessionRequest struct {
	// The librarian's name.
	Librarian string `json:"-"`

	// The session's id.
	SessionID string `json:"-"`

	// Not sent if empty.
	Since string `json:"-"`
}

func (r *GetSessionRequest) parts() parts {
	if r == nil {
		return parts{missing: true}
	}
	var query []parameter
	if r.Since != "" {
		query = append(query, parameter{"since", r.Since})
	}
	return parts{path: []string{r.Librarian, r.SessionID}, query: query}
}

// DeleteSessionRequest holds the arguments of Delete.
type DeleteSessionRequest struct {
	// The librarian's name.
	Librarian string `json:"-"`

	// The session's id.
	SessionID string `json:"-"`
}

func (r *DeleteSessionRequest) parts() parts {
	if r == nil {
		return parts{missing: true}
	}
	return parts{path: []string{r.Librarian, r.SessionID}}
}

// AskSessionRequest holds the arguments of Ask.
type AskSessionRequest struct {
	// The librarian's name.
	Librarian string `json:"-"`

	// The session's id.
	SessionID string `json:"-"`

	// The question.
	Input string `json:"input"`

	// More of how to read.
	Options *ReadOptions `json:"options,omitempty"`
}

func (r *AskSessionRequest) parts() parts {
	if r == nil {
		return parts{missing: true}
	}
	return parts{path: []string{r.Librarian, r.SessionID}, body: r.body()}
}

func (r *AskSessionRequest) body() map[string]any {
	body := make(map[string]any, 2)
	body["input"] = r.Input
	if r.Options != nil {
		body["options"] = r.Options.body()
	}
	return body
}

// AskSessionStreamRequest holds the arguments of AskStream.
type AskSessionStreamRequest struct {
	// The librarian's name.
	Librarian string `json:"-"`

	// The session's id.
	SessionID string `json:"-"`

	// The question.
	Input string `json:"input"`

	// More of how to read.
	Options *ReadOptions `json:"options,omitempty"`
}

func (r *AskSessionStreamRequest) parts() parts {
	if r == nil {
		return parts{missing: true}
	}
	return parts{path: []string{r.Librarian, r.SessionID}, body: r.body()}
}

func (r *AskSessionStreamRequest) body() map[string]any {
	body := make(map[string]any, 2)
	body["input"] = r.Input
	if r.Options != nil {
		body["options"] = r.Options.body()
	}
	return body
}

// SessionBookRequest holds the arguments of Book.
type SessionBookRequest struct {
	// The librarian's name.
	Librarian string `json:"-"`

	// The session's id.
	SessionID string `json:"-"`

	Book string `json:"-"`
}

func (r *SessionBookRequest) parts() parts {
	if r == nil {
		return parts{missing: true}
	}
	return parts{path: []string{r.Librarian, r.SessionID, r.Book}}
}

var getBookOperation = &operation{id: "get_book", method: "GET", path: "/books/{Book}"}

var deleteBookOperation = &operation{id: "delete_book", method: "DELETE", path: "/books/{Book}", statuses: []int{204}, answer: answerNothing}

var readBookOperation = &operation{id: "read_book", method: "POST", path: "/books/{Book}/read", answer: answerStream}

var listLoansOperation = &operation{id: "list_loans", method: "GET", path: "/loans"}

var statusOperation = &operation{id: "status", method: "GET", path: "/status", answer: answerText}

var getSessionOperation = &operation{id: "get_session", method: "GET", path: "/librarians/{Librarian}/sessions/{SessionID}"}

var deleteSessionOperation = &operation{id: "delete_session", method: "DELETE", path: "/librarians/{Librarian}/sessions/{SessionID}", answer: answerText}

var askSessionOperation = &operation{id: "ask_session", method: "POST", path: "/librarians/{Librarian}/sessions/{SessionID}/ask"}

var askSessionStreamOperation = &operation{id: "ask_session_stream", method: "POST", path: "/librarians/{Librarian}/sessions/{SessionID}/stream", answer: answerStream}

var sessionBookOperation = &operation{id: "session_book", method: "GET", path: "/librarians/{Librarian}/sessions/{SessionID}/books/{Book}"}

// BooksService has the calls of the books.
type BooksService struct {
	client caller
}

// caller returns nil for a service that no client made, which the call refuses.
func (s *BooksService) caller() caller {
	if s == nil {
		return nil
	}
	return s.client
}

// Get reads a book.
func (s *BooksService) Get(ctx context.Context, request *GetBookRequest, options ...CallOption) (*Book, error) {
	return call(ctx, s.caller(), getBookOperation, request.parts(), readBook, options)
}

// Del forgets a book.
func (s *BooksService) Del(ctx context.Context, request *DeleteBookRequest, options ...CallOption) error {
	return callNothing(ctx, s.caller(), deleteBookOperation, request.parts(), options)
}

// Match reads a book aloud.
func (s *BooksService) Match(ctx context.Context, request *ReadBookRequest, options ...CallOption) (*EventStream, error) {
	return openStream(ctx, s.caller(), readBookOperation, request.parts(), options)
}

// MatchWith is like [BooksService.Match] and passes each event to its handler. It returns when the stream has ended. An error event is
// passed to OnError, and is the returned error if there is no such handler.
func (s *BooksService) MatchWith(ctx context.Context, request *ReadBookRequest, handlers StreamHandlers, options ...CallOption) error {
	stream, err := s.Match(ctx, request, options...)
	if err != nil {
		return err
	}
	return stream.handle(handlers)
}

// Loans lists the loans.
//
// All of them.
func (s *BooksService) Loans(ctx context.Context, options ...CallOption) ([]Loan, error) {
	page, err := s.LoansPage(ctx, options...)
	if err != nil {
		return nil, err
	}
	return page.Loans, nil
}

// LoansPage is like [BooksService.Loans] and returns the whole page.
func (s *BooksService) LoansPage(ctx context.Context, options ...CallOption) (*Loans, error) {
	return call(ctx, s.caller(), listLoansOperation, parts{}, readLoans, options)
}

// SessionsService has the calls of the talks with a librarian.
type SessionsService struct {
	client caller
}

// caller returns nil for a service that no client made, which the call refuses.
func (s *SessionsService) caller() caller {
	if s == nil {
		return nil
	}
	return s.client
}

// Get reads a session.
func (s *SessionsService) Get(ctx context.Context, request *GetSessionRequest, options ...CallOption) ([]Loan, error) {
	page, err := s.GetPage(ctx, request, options...)
	if err != nil {
		return nil, err
	}
	return page.Loans, nil
}

// GetPage is like [SessionsService.Get] and returns the whole page.
func (s *SessionsService) GetPage(ctx context.Context, request *GetSessionRequest, options ...CallOption) (*Loans, error) {
	return call(ctx, s.caller(), getSessionOperation, request.parts(), readLoans, options)
}

// Delete forgets a session.
func (s *SessionsService) Delete(ctx context.Context, request *DeleteSessionRequest, options ...CallOption) (string, error) {
	return callText(ctx, s.caller(), deleteSessionOperation, request.parts(), options)
}

// Ask asks for a loan.
func (s *SessionsService) Ask(ctx context.Context, request *AskSessionRequest, options ...CallOption) (*Loan, error) {
	return call(ctx, s.caller(), askSessionOperation, request.parts(), readLoan, options)
}

// AskStream asks for a loan, and hear the words.
func (s *SessionsService) AskStream(ctx context.Context, request *AskSessionStreamRequest, options ...CallOption) (*EventStream, error) {
	return openStream(ctx, s.caller(), askSessionStreamOperation, request.parts(), options)
}

// AskStreamWith is like [SessionsService.AskStream] and passes each event to its handler. It returns when the stream has ended. An error event is
// passed to OnError, and is the returned error if there is no such handler.
func (s *SessionsService) AskStreamWith(ctx context.Context, request *AskSessionStreamRequest, handlers StreamHandlers, options ...CallOption) error {
	stream, err := s.AskStream(ctx, request, options...)
	if err != nil {
		return err
	}
	return stream.handle(handlers)
}

// Book reads a book of a session, which is no call of the session alone.
func (s *SessionsService) Book(ctx context.Context, request *SessionBookRequest, options ...CallOption) (*Book, error) {
	return call(ctx, s.caller(), sessionBookOperation, request.parts(), readBook, options)
}

// Open returns a handle on one session, which runs its turns one after the other. It sends nothing.
func (s *SessionsService) Open(agent, sessionID string) *SessionHandle {
	return newSessionHandle(s.caller(), agent, sessionID)
}

// Services has the calls of a client, by group.
type Services struct {
	// Books has the calls of books.
	Books *BooksService

	// Sessions has the calls of sessions.
	Sessions *SessionsService
}

func newServices(client caller) Services {
	var services Services
	services.Books = &BooksService{client: client}
	services.Sessions = &SessionsService{client: client}
	return services
}

// Yield asks how the library is.
func (c *Client) Yield(ctx context.Context, options ...CallOption) (string, error) {
	return callText(ctx, c.caller(), statusOperation, parts{}, options)
}

// SessionTurn is one message of a conversation, for the methods of [SessionHandle].
type SessionTurn struct {
	// The question.
	Input string `json:"input"`

	// More of how to read.
	Options *ReadOptions `json:"options,omitempty"`
}

func (r *SessionTurn) body() map[string]any {
	body := make(map[string]any, 2)
	body["input"] = r.Input
	if r.Options != nil {
		body["options"] = r.Options.body()
	}
	return body
}

// keys returns the parts of a call on the session.
func (h *SessionHandle) keys() parts {
	return parts{path: []string{h.Agent(), h.SessionID()}}
}

func (h *SessionHandle) turnParts(turn *SessionTurn) parts {
	if turn == nil {
		return parts{missing: true}
	}
	return parts{path: []string{h.Agent(), h.SessionID()}, body: turn.body(), turn: turn}
}

// Get reads a session.
//
// It waits for no turn.
func (h *SessionHandle) Get(ctx context.Context, request *GetSessionRequest, options ...CallOption) ([]Loan, error) {
	page, err := h.GetPage(ctx, request, options...)
	if err != nil {
		return nil, err
	}
	return page.Loans, nil
}

// GetPage is like [SessionHandle.Get] and returns the whole page.
func (h *SessionHandle) GetPage(ctx context.Context, request *GetSessionRequest, options ...CallOption) (*Loans, error) {
	return call(ctx, h.turn(noTurn), getSessionOperation, h.partsGet(request), readLoans, options)
}

// partsGet returns the parts of a request with the session of the handle.
func (h *SessionHandle) partsGet(request *GetSessionRequest) parts {
	if request == nil {
		return parts{missing: true}
	}
	whole := *request
	whole.Librarian = h.Agent()
	whole.SessionID = h.SessionID()
	return whole.parts()
}

// Delete forgets a session.
//
// It waits for the current turn first, for a streamed one at most the timeout of [WithTimeout].
func (h *SessionHandle) Delete(ctx context.Context, options ...CallOption) (string, error) {
	return callText(ctx, h.turn(waitForTurn), deleteSessionOperation, h.keys(), options)
}

// Ask asks for a loan.
//
// It waits for the previous turn first, for a streamed one at most the timeout of [WithTimeout]: read a stream of this handle to its end, or close it, before the next turn.
func (h *SessionHandle) Ask(ctx context.Context, request *SessionTurn, options ...CallOption) (*Loan, error) {
	return call(ctx, h.turn(nextTurn), askSessionOperation, h.turnParts(request), readLoan, options)
}

// AskStream asks for a loan, and hear the words.
//
// It waits for the previous turn first, for a streamed one at most the timeout of [WithTimeout]: read a stream of this handle to its end, or close it, before the next turn.
func (h *SessionHandle) AskStream(ctx context.Context, request *SessionTurn, options ...CallOption) (*EventStream, error) {
	return openStream(ctx, h.turn(nextTurn), askSessionStreamOperation, h.turnParts(request), options)
}

// AskStreamWith is like [SessionHandle.AskStream] and passes each event to its handler. It returns when the stream has ended. An error event is
// passed to OnError, and is the returned error if there is no such handler.
func (h *SessionHandle) AskStreamWith(ctx context.Context, request *SessionTurn, handlers StreamHandlers, options ...CallOption) error {
	stream, err := h.AskStream(ctx, request, options...)
	if err != nil {
		return err
	}
	return stream.handle(handlers)
}

// SendAgain sends the unresolved turn again and waits for the whole answer.
//
// The turn keeps its options and its idempotency key. A server that knows the key runs the turn once; any other may run it twice.
func (h *SessionHandle) SendAgain(ctx context.Context, options ...CallOption) (*Loan, error) {
	return call(ctx, h.again(), askSessionOperation, h.keys(), readLoan, options)
}

// SendAgainStream sends the unresolved turn again and streams the answer. See [SessionHandle.SendAgain].
func (h *SessionHandle) SendAgainStream(ctx context.Context, options ...CallOption) (*EventStream, error) {
	return openStream(ctx, h.again(), askSessionStreamOperation, h.keys(), options)
}

// SendAgainStreamWith is like [SessionHandle.SendAgainStream] and passes each event to its handler.
func (h *SessionHandle) SendAgainStreamWith(ctx context.Context, handlers StreamHandlers, options ...CallOption) error {
	stream, err := h.SendAgainStream(ctx, options...)
	if err != nil {
		return err
	}
	return stream.handle(handlers)
}
