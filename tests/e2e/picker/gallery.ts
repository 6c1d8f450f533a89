import sharp from 'sharp';
import { cors, type Site } from '../../support/site';

/** A picture whose width says which one was picked. */
export function picture(width: number, height: number): Promise<Uint8Array> {
  const noise = { type: 'gaussian', mean: 128, sigma: 40 } as const;
  return sharp({ create: { width, height, channels: 3, background: '#808080', noise } }).png().toBuffer();
}

/** One way for a page to show a picture, and the size of what is to be picked there. */
export interface Exhibit {
  readonly id: string;
  readonly html: string;
  readonly width: number;
  readonly height: number;
  /** The page may show it but not read it. */
  readonly fromScreen?: boolean;
  /** What all of it looks like. */
  readonly colour?: readonly number[];
}

const shown = 'width="160" height="120"';

/** Serves the pictures and the page `/gallery`; each exhibit is an element with its id. */
export async function serveGallery(site: Site): Promise<readonly Exhibit[]> {
  const serve = async (path: string, width: number, headers?: Record<string, string>): Promise<void> => {
    const body = await picture(width, Math.round(width * 0.75));
    site.serve(path, { body, type: 'image/png', ...(headers ? { headers } : {}) });
  };
  const size = (width: number): { width: number; height: number } => ({ width, height: Math.round(width * 0.75) });
  const widths = [404, 408, 412, 416, 420, 424, 428, 432, 436, 440, 444, 448, 452, 456, 460, 464, 468, 472, 476, 484];
  for (const width of [...widths, 1000, 1200, 200]) await serve(`/${width}.png`, width, cors);
  await serve('/foreign.png', 480);
  site.serve('/sprite.svg', {
    body: '<svg xmlns="http://www.w3.org/2000/svg"><symbol id="logo" viewBox="0 0 4 3"><rect width="4" height="3" fill="#37c"/></symbol></svg>',
    type: 'image/svg+xml',
  });
  site.serve('/error.png', { body: '<!doctype html><p>Not found', type: 'image/png' });

  site.servePage('/inner', `<style>body{margin:0}</style><img src="/440.png" ${shown} alt="In a frame">`);
  site.servePage('/foreign-frame', `<style>body{margin:0}</style><img src="/444.png" ${shown} alt="">`);

  const exhibits: Exhibit[] = [
    { id: 'srcset', html: `<img src="/200.png" srcset="/200.png 200w, /1200.png 1200w" sizes="160px" ${shown} alt="">`, ...size(1200) },
    { id: 'broken-largest', html: `<img src="/404.png" srcset="/404.png 1x, /error.png 3x" ${shown} alt="">`, ...size(404) },
    { id: 'picture-source', html: `<picture><source srcset="/1000.png 1000w"><img src="/200.png" ${shown} alt=""></picture>`, ...size(1000) },
    { id: 'lazy', html: `<img src="data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7" data-src="/408.png" ${shown} alt="">`, ...size(408) },
    { id: 'background', html: `<div style="background:url('/412.png')"></div>`, ...size(412) },
    { id: 'image-set', html: `<div style='background:image-set("/200.png" 1x, "/416.png" 2x)'></div>`, ...size(416) },
    { id: 'before', html: '<div class="before"></div>', ...size(420) },
    { id: 'svg-image', html: '<svg width="160" height="120"><image href="/424.png" width="160" height="120"/></svg>', ...size(424) },
    { id: 'input', html: `<input type="image" src="/428.png" ${shown} alt="">`, ...size(428) },
    { id: 'object', html: `<object data="/432.png" type="image/png" ${shown}></object>`, ...size(432) },
    { id: 'closed-shadow', html: '<div class="host"></div>', ...size(436) },
    { id: 'frame', html: `<iframe src="/inner" ${shown} style="border:4px solid grey"></iframe>`, ...size(440) },
    { id: 'foreign-frame', html: `<iframe src="${site.otherOrigin}/foreign-frame" ${shown} style="border:0"></iframe>`, width: 160, height: 120, fromScreen: true },
    { id: 'covered', html: `<img src="/448.png" ${shown} alt=""><a href="#" style="position:absolute;inset:0"></a>`, ...size(448) },
    { id: 'no-pointer', html: `<a href="#"><img src="/452.png" ${shown} style="pointer-events:none" alt=""></a>`, ...size(452) },
    { id: 'canvas', html: '<canvas width="300" height="225"></canvas>', width: 300, height: 225 },
    { id: 'poster', html: `<video poster="/456.png" ${shown}></video>`, ...size(456) },
    { id: 'foreign', html: `<img src="${site.otherOrigin}/foreign.png" ${shown} alt="">`, width: 160, height: 120, fromScreen: true },
    { id: 'blob', html: '<img class="blob" width="160" height="120" alt="">', ...size(460) },
    { id: 'mask', html: '<div style="background:#456;mask-image:url(/464.png)"></div>', ...size(464) },
    // Drawings have no pixels of their own; the editor draws small ones at 1024.
    { id: 'inline-svg', html: '<svg width="160" height="120" viewBox="0 0 16 12"><rect width="16" height="12" fill="#37c"/><circle cx="8" cy="6" r="4" fill="#fff"/></svg>', width: 1024, height: 768 },
    { id: 'sprite', html: '<svg width="160" height="120"><use href="/sprite.svg#logo"/></svg>', width: 160, height: 120, fromScreen: true },
    { id: 'lazy-set', html: `<img src="/200.png" data-srcset="/404.png 404w, /476.png 476w" ${shown} alt="">`, ...size(476) },
    { id: 'open-shadow', html: '<div class="open-host"></div>', ...size(484) },
    { id: 'video', html: `<video ${shown} muted></video>`, width: 320, height: 240 },
    { id: 'plain-canvas', html: '<canvas width="308" height="231"></canvas>', width: 308, height: 231 },
    // Its pixels are gone once they are on the screen.
    { id: 'webgl', html: '<canvas width="300" height="225"></canvas>', width: 160, height: 120, fromScreen: true, colour: [192, 128, 64] },
  ];
  site.servePage(
    '/gallery',
    `<style>
      body { margin: 0; padding: 8px; display: grid; grid-template-columns: repeat(6, 176px); gap: 8px; }
      section { position: relative; block-size: 128px; overflow: hidden; }
      section > div { inline-size: 160px; block-size: 120px; }
      section > canvas { inline-size: 160px; block-size: 120px; }
      .before::before { content: url(/420.png); display: block; }
      .before { overflow: hidden; }
    </style>
    ${exhibits.map(({ id, html }) => `<section id="${id}">${html}</section>`).join('\n')}
    <script>
      const shadow = document.querySelector('.host').attachShadow({ mode: 'closed' });
      shadow.innerHTML = '<img src="/436.png" width="160" height="120" alt="">';
      document.querySelector('.open-host').attachShadow({ mode: 'open' }).innerHTML = '<img src="/484.png" width="160" height="120" alt="">';
      const paint = (canvas, ...box) => {
        const context = canvas.getContext('2d');
        context.fillStyle = '#c64';
        context.fillRect(...box);
      };
      paint(document.querySelector('#canvas canvas'), 20, 20, 200, 150);
      paint(document.querySelector('#plain-canvas canvas'), 0, 0, 308, 231);
      const gl = document.querySelector('#webgl canvas').getContext('webgl', { alpha: false });
      gl?.clearColor(0.75, 0.5, 0.25, 1);
      gl?.clear(gl.COLOR_BUFFER_BIT);
      const blob = async () => {
        const bytes = await (await fetch('/460.png')).arrayBuffer();
        document.querySelector('.blob').src = URL.createObjectURL(new Blob([bytes], { type: 'image/png' }));
        await document.querySelector('.blob').decode();
      };
      const film = async () => {
        const canvas = Object.assign(document.createElement('canvas'), { width: 320, height: 240 });
        const recorder = new MediaRecorder(canvas.captureStream(30), { mimeType: 'video/webm' });
        const chunks = [];
        recorder.ondataavailable = ({ data }) => chunks.push(data);
        const ended = new Promise((resolve) => { recorder.onstop = resolve; });
        recorder.start();
        const end = performance.now() + 500;
        for (let frame = 0; performance.now() < end; frame++) {
          paint(canvas, 0, 0, 320, 240);
          canvas.getContext('2d').clearRect(frame, frame, 50, 50);
          await new Promise(requestAnimationFrame);
        }
        recorder.stop();
        await ended;
        const video = document.querySelector('#video video');
        const ready = new Promise((resolve, reject) => {
          video.onloadeddata = resolve;
          video.onerror = () => reject(video.error);
        });
        video.src = URL.createObjectURL(new Blob(chunks, { type: 'video/webm' }));
        await ready;
      };
      Promise.allSettled([blob(), film()]).then((all) => {
        document.documentElement.dataset.ready = all.map(({ reason }) => String(reason ?? '')).join('');
      });
    </script>`,
  );
  return exhibits;
}
