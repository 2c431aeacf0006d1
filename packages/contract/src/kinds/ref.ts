/** A plugin's name: the scope that it comes from and its own name, such as `core/adam`. */
export type PluginName = `${string}/${string}`;

/** A plugin as a config names it: by name, or by name and options. */
export type PluginRef =
  | PluginName
  | { readonly use: PluginName; readonly options?: Readonly<Record<string, unknown>> | undefined };

/** A plugin named, with its options validated and its defaults filled in. */
export interface ResolvedRef {
  readonly use: PluginName;
  readonly options: Readonly<Record<string, unknown>>;
}
