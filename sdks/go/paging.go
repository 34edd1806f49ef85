package agentspec

import (
	"context"
	"iter"
)

// largestPage is the largest page that the contract allows.
const largestPage = 100

// listAll yields the sessions of all pages. One that is on two pages, since others were added meanwhile, is yielded once. One that is deleted meanwhile
// moves the others up, and so may hide one of them.
func listAll(ctx context.Context, s *SessionsService, request *ListSessionsRequest, options []CallOption) iter.Seq2[Session, error] {
	var first *ListSessionsRequest
	if request != nil {
		// As it is when the call is made.
		copied := *request
		first = &copied
	}
	return func(yield func(Session, error) bool) {
		page := first
		if first != nil {
			copied := *first
			page = &copied
			if page.Limit == 0 {
				page.Limit = largestPage
			}
		}
		seen := map[string]struct{}{}
		for {
			list, err := s.ListPage(ctx, page, options...)
			if err != nil {
				yield(Session{}, err)
				return
			}
			for _, session := range list.Sessions {
				if _, isKnown := seen[session.SessionID]; isKnown {
					continue
				}
				seen[session.SessionID] = struct{}{}
				if !yield(session, nil) {
					return
				}
			}
			page.Offset += len(list.Sessions)
			if len(list.Sessions) == 0 || page.Offset >= list.Total {
				return
			}
		}
	}
}
