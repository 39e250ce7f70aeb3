//! TypeScript names for what serde writes as plain text or numbers.

use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen(typescript_custom_section)]
const PLAIN: &str = r"
/** A UUID as text. */
export type Uuid = string;
/** A calendar day, `2026-11-22`. */
export type CivilDay = string;
/** Answers by item code. */
export type Answers = Record<string, Answer>;
/** The code of a place: 2, 4, 6 or 8 digits. */
export type PlaceCodeText = string;
";
