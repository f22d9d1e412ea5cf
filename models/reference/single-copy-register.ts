/**
 * A register that each server keeps a copy of, as Stateright's `examples/single-copy-register.rs` has it: linearizable with one
 * server, and not with two, since nobody copies anything.
 *
 * A reference: its state counts are known from another checker.
 *
 * @module
 */
import type { Model } from "../engine/model.ts"
import type { History, Value } from "./linearizability.ts"
import { type Client, historySlot, isClient, onAnswer, record, type Record, type Register, type RegisterMessage, registerProperties, started } from "./register-client.ts"

export interface Server {
  readonly kind: "server"
  readonly value: Value
}

export type Local = Server | Client | History

export const singleCopyRegister = (register: Register): Model<Local, RegisterMessage, null, Record> => {
  const { clients, history, inFlight } = started(register)
  const servers = Array.from({ length: register.servers }, (): Server => ({ kind: "server", value: null }))
  return {
    name: `reference/single-copy-register-${register.servers}s-${register.clients}c`,
    slots: [...servers.map((_, i) => `s${i}`), ...clients.map((_, i) => `c${i}`), "history"],
    initial: { locals: [...servers, ...clients, history], inFlight },
    actions: () => [],
    act: () => undefined,
    receive: (slot, local, from, message) => {
      if (isClient(register, slot)) return onAnswer(register, slot, local as Client, message)
      if (message.kind === "put") return { local: { kind: "server", value: message.value }, sends: [{ to: from, message: { kind: "put ok", request: message.request } }] }
      if (message.kind === "get") return { local, sends: [{ to: from, message: { kind: "get ok", request: message.request, value: (local as Server).value } }] }
      return undefined
    },
    observe: (slot, local, what) => (slot === historySlot(register) ? record(local as History, what) : undefined),
    network: { kind: "multiset" },
    properties: registerProperties(register),
    describe: (move) => (move.kind === "act" ? "" : `${move.slot < register.servers ? `s${move.slot}` : `c${move.slot - register.servers}`} receives ${move.message.kind}(${move.message.request})`)
  }
}
