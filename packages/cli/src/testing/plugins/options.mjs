/** A Standard Schema for plugins without options. */
export const noOptions = {
  '~standard': {
    version: 1,
    vendor: 'test',
    validate: (value) =>
      Object.keys(value).length === 0
        ? { value }
        : { issues: [{ message: 'expected no options', path: [] }] },
  },
};
