/** What a saved picture says of how it was made. */
export interface AiMark {
  /** Made by a model as a whole, or a picture with parts that a model made. */
  source: 'trainedAlgorithmicMedia' | 'compositeWithTrainedAlgorithmicMedia';
  /** What it was made from, such as prompt and settings: only where the person asked for it to be in the file. */
  description?: string;
}

/** The vocabulary of the International Press Telecommunications Council, in which `source` is a term. */
const digitalSourceTypes = 'http://cv.iptc.org/newscodes/digitalsourcetype/';

/**
 * Longest description that is written, in UTF-16 units: escaped and as UTF-8 it fits the 64 kB that a JPEG has
 * for XMP. Longer ones end there.
 */
export const maxDescription = 12_000;

/**
 * The mark as an XMP packet, in UTF-8: `Iptc4xmpExt:DigitalSourceType` (IPTC Photo Metadata Standard) and
 * `dc:description`. Source: ISO 16684-1 (XMP), §7 and annex A.
 */
export function xmpPacket({ source, description }: AiMark): Uint8Array<ArrayBuffer> {
  const properties = [
    `<Iptc4xmpExt:DigitalSourceType>${digitalSourceTypes}${source}</Iptc4xmpExt:DigitalSourceType>`,
  ];
  if (description !== undefined) {
    const text = xmlText(description.slice(0, maxDescription));
    properties.push(`<dc:description><rdf:Alt><rdf:li xml:lang="x-default">${text}</rdf:li></rdf:Alt></dc:description>`);
  }
  return new TextEncoder().encode(
    [
      '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>',
      '<x:xmpmeta xmlns:x="adobe:ns:meta/">',
      '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">',
      '<rdf:Description rdf:about=""',
      ' xmlns:dc="http://purl.org/dc/elements/1.1/"',
      ' xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/">',
      ...properties,
      '</rdf:Description></rdf:RDF></x:xmpmeta>',
      '<?xpacket end="r"?>',
    ].join(''),
  );
}

/**
 * Any string as the text of an XML 1.0 element: what no document may hold (§2.2), half of a pair of surrogates
 * too, becomes U+FFFD.
 */
function xmlText(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/[^\t\n\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}
