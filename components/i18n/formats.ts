import type { Translate } from './context';

/** Numbers in the interface's language. */
export interface Formats {
  number: (value: number) => string;
  percent: (fraction: number) => string;
  /** `3.8 MP`; below one megapixel two digits. */
  megapixels: (pixels: number) => string;
  /** `1200 × 800`. */
  size: (size: { width: number; height: number }) => string;
  bytes: (count: number) => string;
  /** `2 min 5 s`, `40 s`. */
  duration: (seconds: number) => string;
  /** `12 Mar 2026`. */
  date: (epochMs: number) => string;
  /** `14:05:09`. */
  time: (epochMs: number) => string;
}

const byteUnits = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

export function createFormats(language: string, t: Translate): Formats {
  const plain = new Intl.NumberFormat(language);
  const whole = new Intl.NumberFormat(language, { useGrouping: false });
  const dates = new Intl.DateTimeFormat(language, { dateStyle: 'medium' });
  const times = new Intl.DateTimeFormat(language, { timeStyle: 'medium' });
  const percents = new Intl.NumberFormat(language, { style: 'percent' });
  const unit = (value: number, name: string, digits = 0): string =>
    new Intl.NumberFormat(language, {
      style: 'unit',
      unit: name,
      unitDisplay: 'short',
      maximumFractionDigits: digits,
    }).format(value);
  return {
    number: (value) => plain.format(value),
    date: (epochMs) => dates.format(epochMs),
    time: (epochMs) => times.format(epochMs),
    percent: (fraction) => percents.format(fraction),
    megapixels: (pixels) => {
      const millions = pixels / 1e6;
      const digits = millions < 1 ? 2 : 1;
      const text = new Intl.NumberFormat(language, { maximumFractionDigits: digits }).format(millions);
      return t('format_megapixels', text);
    },
    size: ({ width, height }) => `${whole.format(width)} × ${whole.format(height)}`,
    bytes: (count) => {
      const power = Math.min(
        byteUnits.length - 1,
        count < 1 ? 0 : Math.floor(Math.log10(count) / 3),
      );
      return unit(count / 1000 ** power, byteUnits[power] ?? 'byte', power > 1 ? 1 : 0);
    },
    duration: (seconds) => {
      const rounded = Math.max(1, Math.ceil(seconds));
      if (rounded < 60) return unit(rounded, 'second');
      const hours = Math.floor(rounded / 3600);
      if (hours >= 10) return unit(Math.round(rounded / 3600), 'hour');
      if (rounded >= 5400) return `${unit(hours, 'hour')} ${unit(Math.floor((rounded % 3600) / 60), 'minute')}`;
      const minutes = Math.floor(rounded / 60);
      const rest = rounded % 60;
      if (rest === 0 || minutes >= 10) return unit(Math.round(rounded / 60), 'minute');
      return `${unit(minutes, 'minute')} ${unit(rest, 'second')}`;
    },
  };
}
