/**
 * A trace as a file: its format. `npm run docs` writes `docs/trace.schema.json` from it.
 *
 * @module
 */
import * as Schema from "effect/Schema"

export const FORMAT = "rocketproof-trace"

/** Raised with every change that older readers would misread. 1 held whole states, and no causes. */
export const VERSION = 2

/** Any JSON. Of a state: maps are lists of pairs and sets are lists, both ascending in their keys. */
const Json = Schema.Unknown

const Id = Schema.Int.annotate({ description: "counts the messages of the run, from 1" })

const Send = Schema.Struct({
  id: Id,
  to: Schema.String.annotate({ description: "the slot it goes to" }),
  message: Json
})

/** One operation of a JSON Patch (RFC 6902); the document is an object with the state of each slot under its name. */
export const Operation = Schema.Struct({
  op: Schema.Literals(["add", "remove", "replace", "move", "copy", "test"]),
  path: Schema.String,
  from: Schema.optionalKey(Schema.String),
  value: Schema.optionalKey(Json)
})

export const Action = Schema.Struct({
  n: Schema.Int.annotate({ description: "counts the steps, from 1" }),
  at: Schema.String.annotate({ description: "the slot that makes the move" }),
  kind: Schema.Literals(["act", "deliver", "duplicate", "lose", "event", "start"]).annotate({
    description: "act: by itself, a fault, a client. deliver: of a message. duplicate: a delivery after which the message is still under way. lose: a message is lost. Of live runs: event, start (of a life)"
  }),
  text: Schema.String.annotate({ description: "in words; not compared when the trace is read" }),
  action: Schema.optionalKey(Json).annotate({ description: "of act: what the slot does; of event: what the machine took; of start: which machine, life and configuration" }),
  cause: Schema.optionalKey(
    Schema.Struct({
      send: Id,
      step: Schema.Int.annotate({ description: "that sent it; 0: it was under way at the beginning" })
    })
  ).annotate({ description: "the send that is delivered, repeated or lost" }),
  sends: Schema.Array(Send),
  outputs: Schema.optionalKey(Schema.Array(Json)).annotate({ description: "of live runs: all that the machine gave, messages to other nodes included" }),
  verdicts: Schema.Array(Schema.String).annotate({ description: "what rules decided, as `AppendEntries: gap`" }),
  changes: Schema.Array(Operation).annotate({ description: "what differs from the state before, as a JSON Patch" })
})
export type Action = typeof Action.Type

export const Property = Schema.Struct({
  id: Schema.String,
  kind: Schema.Literals(["always", "sometimes", "step", "recoverable", "eventually", "ends"]),
  verdict: Schema.Literals(["holds", "violated", "reached", "missing", "undecided"]),
  sentence: Schema.String,
  source: Schema.String
})

/** Everything but the actions. They come last, one a line, so that long files can be read line by line. */
export const Head = Schema.Struct({
  format: Schema.Literal(FORMAT),
  version: Schema.Literal(VERSION),
  run: Schema.Literals(["model", "live"]).annotate({ description: "of a model, or of brokers that ran with a journal" }),
  model: Schema.optionalKey(Schema.String).annotate({ description: "its name, with its bounds in it; absent of live runs" }),
  mode: Schema.String,
  about: Schema.String,
  bounds: Schema.optionalKey(Json),
  module: Schema.optionalKey(Schema.String).annotate({ description: "of somebody's own model: the file that exports it, from the directory in which it was checked" }),
  mutant: Schema.optionalKey(Schema.String).annotate({ description: "the bug that was put in; absent: none" }),
  property: Schema.optionalKey(Property).annotate({ description: "what it shows; absent: nothing in particular" }),
  spec: Schema.String.annotate({ description: "SHA-256 of spec/, without tests and comments, when it was written" }),
  slots: Schema.Array(Schema.String),
  initial: Schema.Struct({
    states: Schema.Record(Schema.String, Json),
    sends: Schema.Array(Schema.Struct({ ...Send.fields, from: Schema.String })).annotate({ description: "messages under way at the beginning" })
  }),
  steps: Schema.Int.annotate({ description: "how many actions follow" }),
  loopFrom: Schema.optionalKey(Schema.Int).annotate({ description: "of a lasso: the steps behind this one are made over and over; equal to `steps`: nothing happens any more" }),
  error: Schema.optionalKey(Schema.String).annotate({ description: "what a rule threw at the end" })
})
export type Head = typeof Head.Type

export const TraceFile = Schema.Struct({ ...Head.fields, actions: Schema.Array(Action) }).annotate({ identifier: "Trace", description: "A run of a model of rocketproof, or of its brokers: initial state, and moves with causes, messages and differences" })
export type TraceFile = typeof TraceFile.Type

/** The schema as JSON Schema (draft 2020-12). */
export const jsonSchema = (): string => {
  const { schema, definitions } = Schema.toJsonSchemaDocument(TraceFile)
  return `${JSON.stringify({ $schema: "https://json-schema.org/draft/2020-12/schema", title: "rocketproof trace", ...schema, $defs: definitions }, null, 2)}\n`
}
