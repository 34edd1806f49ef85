// Package agentspectest runs a mock server for tests: the program agentspec-mock, on a free port, scripted by the test.
//
//	server := agentspectest.Start(t)
//	server.AnswerNext(agentspectest.Error(429, "rate_limited", "Slow down."))
//	answer, err := server.Client().Agents.Invoke(ctx, request) // is asked again, and answered
//
// The server has the agents assistant and reviewer and the pipeline research-and-summarize, which always give the same answers; a configuration gives it
// others. It stops with its test, and fails the test if something that was scripted was not used.
//
// The program is the one of [WithProgram], else that of the variable AGENTSPEC_MOCK, else the one on PATH.
package agentspectest
