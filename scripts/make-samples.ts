/**
 * Draws the two pictures of `public/samples/`. Both show what the tools are for: the landscape is soft
 * and damaged by strong JPEG compression, the drawing is small.
 *
 * Run: npx tsx scripts/make-samples.ts
 */
import sharp from 'sharp';

const width = 480;
const height = 320;

/** The same picture on every run. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

/** A ridge as a path: a few waves, then a walk over them. */
function ridge(random: () => number, base: number, relief: number): string {
  const phases = [random(), random(), random()].map((value) => value * 6.28);
  const points: string[] = [];
  let walk = 0;
  for (let x = -4; x <= width + 4; x += 4) {
    walk = walk * 0.92 + (random() - 0.5) * relief * 0.16;
    const waves = phases.reduce(
      (sum, phase, index) => sum + Math.sin((x / width) * (4 + index * 5) + phase) / (1 + index),
      0,
    );
    points.push(`${x},${(base - waves * relief * 0.4 - walk).toFixed(1)}`);
  }
  return `M-4,${height} L${points.join(' L')} L${width + 4},${height} Z`;
}

function firs(random: () => number, count: number): string {
  return Array.from({ length: count }, () => {
    const x = random() * width;
    const tall = 26 + random() * 34;
    const foot = height - 20 + random() * 24;
    const wide = tall * 0.22;
    const shade = 24 + Math.round(random() * 22);
    const tiers = [0, 0.28, 0.56].map((start) => {
      const top = foot - tall * (1 - start);
      const bottom = Math.min(foot, top + tall * 0.5);
      const half = wide * (0.5 + start * 0.9);
      return `M${x},${top} L${x + half},${bottom} L${x - half},${bottom} Z`;
    });
    return `<path d="${tiers.join(' ')}" fill="rgb(${shade},${shade + 28},${shade + 12})"/>`;
  }).join('');
}

function landscape(): string {
  const random = randomNumbers(11);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
    <defs>
      <linearGradient id="sky" x2="0" y2="1">
        <stop offset="0" stop-color="#3f74b5"/><stop offset=".55" stop-color="#b9cfe0"/>
        <stop offset=".8" stop-color="#f5d9b0"/>
      </linearGradient>
      <radialGradient id="sun"><stop offset="0" stop-color="#fffbe8"/>
        <stop offset=".3" stop-color="#ffe9b5" stop-opacity=".9"/>
        <stop offset="1" stop-color="#ffe0a0" stop-opacity="0"/></radialGradient>
    </defs>
    <rect width="100%" height="100%" fill="url(#sky)"/>
    <circle cx="352" cy="126" r="70" fill="url(#sun)"/>
    <path d="${ridge(random, 168, 74)}" fill="#8ea3bd"/>
    <path d="${ridge(random, 205, 62)}" fill="#647d95"/>
    <path d="${ridge(random, 244, 46)}" fill="#4a6a5c"/>
    <path d="${ridge(random, 276, 30)}" fill="#5d7d3d"/>
    <path d="M150,320 C190,292 300,286 292,262 C288,250 250,252 262,243 L268,243 C262,250 306,250 312,264 C322,290 240,298 232,320 Z" fill="#cdb98a"/>
    <g stroke="#5a4636" stroke-width="1"><path d="M92,262 h44 v-24 h-44z" fill="#c9745a"/>
      <path d="M86,240 L114,218 L142,240z" fill="#7d3b30"/><path d="M108,262 v-14 h11 v14z" fill="#4d3228"/>
      <path d="M97,243 h8 v8 h-8z M123,243 h8 v8 h-8z" fill="#f6e6b4"/></g>
    ${firs(random, 34)}
  </svg>`;
}

const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="200" height="160" viewBox="0 0 200 160">
  <rect width="200" height="160" fill="#fdf6e6"/>
  <g fill="none" stroke="#2b2b33" stroke-width="2.5" stroke-linecap="round" stroke-linejoin="round">
    <path d="M52 128c-6-40 12-66 44-66s58 24 54 66z" fill="#f0a95b"/>
    <path d="M56 74 46 38l28 22zM112 62l30-20-6 36z" fill="#f0a95b"/>
    <path d="M150 120c22 2 32-18 22-34-6-8-16-2-12 6" fill="none"/>
    <path d="M76 128c0-14 36-14 36 0" fill="#fff"/>
    <path d="M92 62v14M82 64v9M102 64v9"/>
    <circle cx="78" cy="88" r="7" fill="#fff"/><circle cx="110" cy="88" r="7" fill="#fff"/>
    <circle cx="79" cy="89" r="2.5" fill="#2b2b33"/><circle cx="111" cy="89" r="2.5" fill="#2b2b33"/>
    <path d="M90 100h8l-4 5zM94 105c-2 6-10 6-12 2M94 105c2 6 10 6 12 2" fill="#d9605a"/>
    <path d="M64 100l-22-4M64 106l-22 3M124 100l22-4M124 106l22 3"/>
    <path d="M20 128h160"/>
    <path transform="translate(132 -4)" d="M22 30c4-10 18-10 20 0 10 0 10 12 0 12H22c-10 0-10-12 0-12z" fill="#cfe3f2"/>
  </g>
</svg>`;

await sharp(Buffer.from(landscape()))
  .blur(0.7)
  .jpeg({ quality: 36, chromaSubsampling: '4:2:0' })
  .toFile('public/samples/landscape.jpg');
await sharp(Buffer.from(drawing))
  .png({ palette: true, colours: 48, compressionLevel: 9 })
  .toFile('public/samples/drawing.png');
