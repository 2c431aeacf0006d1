/** What momentum and nesterov share. */
import { move, narrow, put, wide } from './update-groups';

@inline
export function stepByVelocity4(
  nesterov: bool, theta: usize, gradient: usize, velocity: usize,
  rate: v128, momentum: v128, mask: v128, masked: bool,
): void {
  const g0 = wide(gradient);
  const g1 = wide(gradient + 8);
  const v0 = f64x2.add(f64x2.mul(momentum, wide(velocity)), g0);
  const v1 = f64x2.add(f64x2.mul(momentum, wide(velocity + 8)), g1);
  put(velocity, narrow(v0, v1), mask, masked);
  const d0 = nesterov ? f64x2.add(g0, f64x2.mul(momentum, v0)) : v0;
  const d1 = nesterov ? f64x2.add(g1, f64x2.mul(momentum, v1)) : v1;
  move(theta, narrow(f64x2.mul(rate, d0), f64x2.mul(rate, d1)), mask, masked);
}
