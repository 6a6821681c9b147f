/**
 * Finds what stands out in code: comments, texts, numbers and words of the language.
 *
 * Small on purpose, since learners load it with every lesson: it knows families of languages, not grammars, and code
 * in a language that it does not know stays plain.
 */
export type TokenKind = "comment" | "string" | "number" | "keyword";
export type Token = { from: number; to: number; kind: TokenKind };

type Family = { comment: string; string: string; keywords: string; ignoreCase?: boolean };

const quoted = `"(?:\\\\.|[^"\\\\\\n])*"?|'(?:\\\\.|[^'\\\\\\n])*'?`;
const slashes = "//[^\\n]*|/\\*[\\s\\S]*?(?:\\*/|$)";
const hash = "#[^\\n]*";

const script: Family = {
  comment: slashes,
  string: `${quoted}|\`(?:\\\\.|[^\`\\\\])*\`?`,
  keywords:
    "as async await break case catch class const continue debugger default delete do else enum export extends false finally for from function get if implements import in instanceof interface let new null of private protected public readonly return satisfies set static super switch this throw true try type typeof undefined var void while yield",
};

const braces: Family = {
  comment: slashes,
  string: quoted,
  keywords:
    "abstract as assert auto base bool boolean break byte case catch char checked class const constexpr continue data default defer delegate delete do double dynamic else enum event explicit extends extern false final finally float for foreach fun func go goto guard if implements import in init inline int interface internal is lateinit let lock long namespace native new nil null object open operator out override package params private protected protocol public readonly record ref return sealed select self short sizeof static string struct super switch synchronized template this throw throws true try typedef typename typeof uint union unsigned using val var virtual void volatile when where while yield",
};

const rust: Family = {
  comment: slashes,
  // A single quote is a lifetime unless it closes after one character.
  string: `"(?:\\\\.|[^"\\\\])*"?|'(?:\\\\[^']+|[^'\\\\\\n])'`,
  keywords:
    "as async await break const continue crate dyn else enum extern false fn for if impl in let loop match mod move mut pub ref return self Self static struct super trait true type unsafe use where while",
};

const python: Family = {
  comment: hash,
  string: `"""[\\s\\S]*?(?:"""|$)|'''[\\s\\S]*?(?:'''|$)|${quoted}`,
  keywords:
    "and as assert async await break case class continue def del elif else except False finally for from global if import in is lambda match None nonlocal not or pass raise return True try while with yield",
};

const ruby: Family = {
  comment: hash,
  string: quoted,
  keywords:
    "alias and begin break case class def do else elsif end ensure false for if in module next nil not or redo rescue retry return self super then true undef unless until when while yield",
};

const shell: Family = {
  comment: "(?<![^\\s;])#[^\\n]*",
  string: `"(?:\\\\.|[^"\\\\])*"?|'[^']*'?`,
  keywords:
    "case do done elif else esac exit export fi for function if in local return select then until while",
};

const sql: Family = {
  comment: "--[^\\n]*|/\\*[\\s\\S]*?(?:\\*/|$)",
  string: "'(?:''|[^'])*'?",
  keywords:
    "add all alter and as asc begin between by case check column commit constraint create cross default delete desc distinct drop else end exists foreign from full group having if in index inner insert into is join key left like limit not null offset on or order outer primary references returning right rollback select set table then union unique update using values view when where with",
  ignoreCase: true,
};

const settings: Family = { comment: hash, string: quoted, keywords: "true false null yes no" };
const json: Family = { comment: "(?!)", string: quoted, keywords: "true false null" };
const css: Family = {
  comment: "/\\*[\\s\\S]*?(?:\\*/|$)",
  string: quoted,
  keywords: "important inherit initial unset auto none",
};
const markup: Family = {
  comment: "<!--[\\s\\S]*?(?:-->|$)",
  string: '"[^"]*"',
  keywords: "(?!)",
};

const families: [Family, string][] = [
  [script, "javascript js jsx mjs typescript ts tsx"],
  [braces, "c c++ cpp h c# cs csharp java kotlin kt swift go golang php dart scala"],
  [rust, "rust rs"],
  [python, "python py"],
  [ruby, "ruby rb"],
  [shell, "bash sh shell zsh console"],
  [sql, "sql sqlite postgresql postgres mysql"],
  [settings, "toml yaml yml ini dockerfile makefile"],
  [json, "json jsonc"],
  [css, "css scss less"],
  [markup, "html xml svg vue"],
];

const patterns = new Map<Family, RegExp>();

function patternOf(family: Family): RegExp {
  const known = patterns.get(family);
  if (known) return known;
  const made = new RegExp(
    [
      `(?<comment>${family.comment})`,
      `(?<string>${family.string})`,
      `(?<number>(?<![\\w.])(?:0[xob][\\da-f_]+|\\d[\\d_]*(?:\\.\\d+)?(?:e[+-]?\\d+)?)\\w*)`,
      `(?<keyword>(?<![\\w$])(?:${family.keywords.replaceAll(" ", "|")})(?![\\w$]))`,
    ].join("|"),
    family.ignoreCase ? "gi" : "g",
  );
  patterns.set(family, made);
  return made;
}

const kinds: TokenKind[] = ["comment", "string", "number", "keyword"];

/** Code that is longer stays plain, so that reading and typing never wait for colors. */
const longest = 50_000;

export function codeTokens(code: string, language: string | null | undefined): Token[] {
  const family = families.find(([, names]) => names.split(" ").includes(language ?? ""))?.[0];
  if (!family || code.length > longest) return [];
  return [...code.matchAll(patternOf(family))].flatMap((match) => {
    const kind = kinds.find((name) => match.groups?.[name] != null);
    return kind && match[0] !== ""
      ? [{ from: match.index, to: match.index + match[0].length, kind }]
      : [];
  });
}
