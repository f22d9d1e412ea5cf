/**
 * Text inside HTML: nothing that a trace holds may be taken for markup.
 *
 * @module
 */

const ENTITIES: { readonly [char: string]: string } = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" }

/** For elements and quoted attributes. */
export const escaped = (text: string): string => text.replace(/[&<>"']/g, (char) => ENTITIES[char] as string)

const IN_SCRIPT = new RegExp("[<>&\u2028\u2029]", "g")

/** JSON for a `<script>` element: it cannot end the element, begin a comment, or break a line of script. */
export const jsonInScript = (value: unknown): string => JSON.stringify(value).replace(IN_SCRIPT, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`)
