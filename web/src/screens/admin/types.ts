/** A worker as the server lists her. */
export type WorkerItem = {
  worker: string;
  account: string;
  name_km: string;
  name_latin: string;
  roles: string[];
  supervisor: string | null;
  areas: string[];
  phone?: string;
  active: boolean;
};

/** What can be wrong with one cell of a workbook. */
export type CellProblem = {
  sheet: string | null;
  row: number | null;
  column: { letter: string; heading: string } | null;
  value: string | null;
  code: string;
  en: string;
  km: string;
};

/** What looking at a workbook found. */
export type Looked = {
  hash: string;
  good: boolean;
  families: number;
  people: number;
  relationships: number;
  source: string | null;
  problems: CellProblem[];
  warnings: CellProblem[];
  unlisted: number;
};

/** An import that was carried out. */
export type Imported = { import: string; families: number; by: string; at: number; rolled_back: number | null };
