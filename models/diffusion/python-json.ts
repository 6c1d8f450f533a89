/** Text of a string, which is left as it is, or a bare number that JSON does not have. */
const stringOrInfinity = /"(?:[^"\\]|\\.)*"|-?Infinity/g;

/**
 * What `text` says, as JSON that Python wrote: infinite numbers may stand in it, as `lambda_min_clipped` of
 * `scheduler_config.json` does in most repositories. Throws a `SyntaxError` where it is not even that.
 */
export function parsePythonJson(text: string): unknown {
  return JSON.parse(
    text.replace(stringOrInfinity, (part) => {
      if (part.startsWith('"')) return part;
      // The smallest powers of ten that no double holds: they are read as infinite.
      return part.startsWith('-') ? '-1e309' : '1e309';
    }),
  );
}
