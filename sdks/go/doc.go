// Package agentspec is a client of AgentSpec servers: it lists and invokes agents, streams their answers, holds multi-turn sessions and runs pipelines.
//
// A [Client] is made by [NewClient], and its services are fields: Agents, Sessions and Pipelines, of the types [AgentsService], [SessionsService] and
// [PipelinesService]. Every call takes a [context.Context] first, then its request, then options of this call.
//
// A call that fails returns one of the error types of this package. [OutcomeOf] tells what is known of the request, above all whether the agent may
// have run, and [DetailsOf] the ids, the attempts and the response. A failed request is sent again only if the agent cannot have run, or if the server was
// asked, by the same idempotency key, to run it once: see [RetryPolicy].
//
// An [EventStream] that is cut short ends with a [StreamInterruptedError]: a partial answer is never passed off as a whole one.
package agentspec
