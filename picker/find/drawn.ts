import type { Finding } from '../candidate';
import { isCanvas, isSvgRoot, isVideo } from '../elements';
import { looksBlank } from '../draw';
import { absolute, sourcesOf } from './sources';

/** Inline SVG smaller than this is an icon of the interface. */
const minVectorSide = 48;

/** Canvases, videos (the frame on show, else the poster) and inline SVG of picture size. */
export function findDrawn(element: Element): Finding[] {
  if (isCanvas(element)) {
    if (element.width === 0 || element.height === 0) return [];
    const { width, height } = element;
    return [{ content: { kind: 'drawing', drawable: element }, width, height, faint: looksBlank(element) }];
  }
  if (isVideo(element)) return findVideo(element);
  if (isSvgRoot(element)) {
    const { width, height } = element.getBoundingClientRect();
    const outermost = !element.ownerSVGElement;
    if (!outermost || Math.min(width, height) < minVectorSide || !element.firstElementChild) return [];
    return [{ content: { kind: 'vector', svg: element }, width: Math.round(width), height: Math.round(height) }];
  }
  return [];
}

function findVideo(video: HTMLVideoElement): Finding[] {
  const poster = absolute(video.poster, video);
  const posterOnShow = poster !== undefined && video.paused && video.currentTime === 0 && video.played.length === 0;
  if (video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA && video.videoWidth > 0 && !posterOnShow) {
    const { videoWidth: width, videoHeight: height } = video;
    return [{ content: { kind: 'drawing', drawable: video }, width, height }];
  }
  if (poster !== undefined) {
    return [{ content: { kind: 'files', sources: sourcesOf([poster], video) }, width: 0, height: 0 }];
  }
  return [];
}
