/** `z - y` in float64, of two floats. */
@inline
export function difference(z: usize, y: usize): f64 {
  return <f64>load<f32>(z) - <f64>load<f32>(y);
}
