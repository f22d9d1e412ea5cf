/**
 * Which part of a box that scrolls is seen.
 *
 * @module
 */
import type { RefObject } from "preact"
import { useLayoutEffect, useState } from "preact/hooks"

/** In pixels. */
export interface Seen {
  readonly top: number
  readonly height: number
  readonly width: number
}

/** Kept up to date while the box scrolls and changes its size; `first`: until it is there. */
export const useSeen = (box: RefObject<HTMLDivElement | null>, first: Seen): Seen => {
  const [seen, setSeen] = useState(first)
  useLayoutEffect(() => {
    const { current: element } = box
    if (element === null) return undefined
    const look = (): void => setSeen({ top: element.scrollTop, height: element.clientHeight, width: element.clientWidth })
    look()
    const observer = new ResizeObserver(look)
    observer.observe(element)
    element.addEventListener("scroll", look, { passive: true })
    return () => {
      observer.disconnect()
      element.removeEventListener("scroll", look)
    }
  }, [])
  return seen
}
