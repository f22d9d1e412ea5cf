/**
 * Single-decree Paxos as Stateright's `examples/paxos.rs` has it: clients put values at servers, which agree on one, and get what
 * was agreed on. The history says whether it looks like one register to them.
 *
 * A reference: its state counts are known from another checker.
 *
 * @module
 */
import type { Model } from "../engine/model.ts"
import type { History } from "./linearizability.ts"
import { type Message, newServer, onMessage, type Server } from "./paxos-rules.ts"
import { type Client, historySlot, isClient, onAnswer, record, type Record, type Register, type RegisterMessage, registerProperties, started } from "./register-client.ts"

export type Local = Server | Client | History

export const paxos = (register: Register): Model<Local, Message, null, Record> => {
  const { clients, history, inFlight } = started(register)
  const servers = Array.from({ length: register.servers }, () => newServer)
  return {
    name: `reference/paxos-${register.servers}s-${register.clients}c`,
    slots: [...servers.map((_, i) => `s${i}`), ...clients.map((_, i) => `c${i}`), "history"],
    initial: { locals: [...servers, ...clients, history], inFlight },
    actions: () => [],
    act: () => undefined,
    receive: (slot, local, from, message) =>
      isClient(register, slot) ? onAnswer(register, slot, local as Client, message as RegisterMessage) : onMessage(local as Server, slot, register.servers, from, message),
    observe: (slot, local, what) => (slot === historySlot(register) ? record(local as History, what) : undefined),
    network: { kind: "multiset" },
    properties: registerProperties(register),
    describe: (move) => (move.kind === "act" ? "" : `${move.slot < register.servers ? `s${move.slot}` : `c${move.slot - register.servers}`} receives ${move.message.kind} from ${move.from}`)
  }
}
