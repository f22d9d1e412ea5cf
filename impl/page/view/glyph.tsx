/**
 * The mark of a step on its lane: a shape for each kind, so that they are told apart without colours.
 *
 * @module
 */
import type { JSX } from "preact"
import type { StepKind, ToldStep } from "../../../properties/telling/telling.ts"

const SHAPES: { readonly [kind in StepKind]: JSX.Element } = {
  deliver: <circle r="4" />,
  duplicate: (
    <>
      <circle r="4" />
      <circle r="7" class="ring" />
    </>
  ),
  lose: <path class="line" d="M-4 -4 L4 4 M4 -4 L-4 4" />,
  timer: (
    <>
      <circle r="6" class="open" />
      <path class="line thin" d="M0 -3.4 V0 L2.4 1.6" />
    </>
  ),
  disk: <rect x="-5" y="-4" width="10" height="8" rx="1.5" />,
  client: <path d="M-5 5 L0 -5.5 L5 5 z" />,
  operator: <path d="M0 -6 L6 0 L0 6 L-6 0 z" />,
  fault: <path d="M1.5 -7 L-4.5 1 H-0.5 L-2 7 L4.5 -1.5 H0.5 z" />
}

/** What each means, for the legend. */
export const KIND_NAMES: { readonly [kind in StepKind]: string } = {
  deliver: "a message arrives",
  duplicate: "arrives, and will come again",
  lose: "a message is lost",
  timer: "a timer fires",
  disk: "a disk is done",
  client: "a client calls",
  operator: "an operator acts",
  fault: "a fault"
}

export const Shape = ({ kind }: { readonly kind: StepKind }): JSX.Element => (
  <svg class={`shape glyph ${kind === "fault" || kind === "lose" ? "fault" : ""}`} width="16" height="16" viewBox="-8 -8 16 16" aria-hidden="true">
    {SHAPES[kind]}
  </svg>
)

export const Glyph = ({ step: { kind, fault }, x, y, isCurrent }: { readonly step: ToldStep; readonly x: number; readonly y: number; readonly isCurrent: boolean }): JSX.Element => (
  <g class={`glyph ${fault ? "fault" : ""} ${isCurrent ? "current" : ""}`} transform={`translate(${x} ${y})`}>
    <circle r="8.5" class="halo" />
    {SHAPES[kind]}
  </g>
)
