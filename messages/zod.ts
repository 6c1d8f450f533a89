import { z } from 'zod';

// By default zod tries whether it may compile schemas with `new Function`; the content security
// policy of an extension forbids it, and the try alone is reported as a violation.
z.config({ jitless: true });

export { z };
