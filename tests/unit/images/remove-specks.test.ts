import { expect, test } from 'vitest';
import { removeSpecks } from '../../../images/remove-specks';

/** A plane drawn in characters: `#` is covered, `.` is not. */
function plane(...lines: readonly string[]): Float32Array {
  return Float32Array.from(lines.join(''), (mark) => (mark === '#' ? 0.9 : 0.1));
}

function drawn(values: Float32Array, width: number): string[] {
  const marks = [...values].map((value) => (value >= 0.5 ? '#' : '.')).join('');
  return marks.match(new RegExp(`.{${width}}`, 'g')) ?? [];
}

test('what is small goes and what is small and missing is filled, and what hangs together stays', () => {
  const values = plane(
    '#.......',
    '...#####',
    '...#..##',
    '...#####',
    '##.#...#',
    '...#.#.#',
    '...#...#',
    '...#####',
  );
  removeSpecks(values, 8, 4);
  expect(drawn(values, 8)).toEqual([
    '........',
    '...#####',
    '...#####',
    '...#####',
    '...#...#',
    '...#...#',
    '...#...#',
    '...#####',
  ]);
  // What stays keeps its value.
  expect(values[11]).toBeCloseTo(0.9);
});

test('one alone in everything is no reason to turn everything over', () => {
  const values = new Float32Array(16).fill(1);
  removeSpecks(values, 4, 3);
  expect(values.every((value) => value === 1)).toBe(true);
});
