/** `sums = (resumed ? sums : 0) + the sums over the rows of a [rows, n]`, each one after the other down the rows. */
export function columnSums(resumed: bool, rows: i32, n: i32, a: usize, sums: usize): void {
  const pitch = <usize>n * 4;
  let j = 0;
  for (; j + 16 <= n; j += 16) sum16(resumed, rows, pitch, a + <usize>j * 4, sums + <usize>j * 4);
  for (; j + 4 <= n; j += 4) sum4(resumed, rows, pitch, a + <usize>j * 4, sums + <usize>j * 4);
  for (; j < n; j++) sum1(resumed, rows, pitch, a + <usize>j * 4, sums + <usize>j * 4);
}

@inline
function begun(resumed: bool, at: usize): v128 {
  return resumed ? v128.load(at) : f32x4.splat(0);
}

function sum16(resumed: bool, rows: i32, pitch: usize, a: usize, sums: usize): void {
  let s0 = begun(resumed, sums);
  let s1 = begun(resumed, sums + 16);
  let s2 = begun(resumed, sums + 32);
  let s3 = begun(resumed, sums + 48);
  for (let row = 0; row < rows; row++) {
    s0 = f32x4.add(s0, v128.load(a));
    s1 = f32x4.add(s1, v128.load(a, 16));
    s2 = f32x4.add(s2, v128.load(a, 32));
    s3 = f32x4.add(s3, v128.load(a, 48));
    a += pitch;
  }
  v128.store(sums, s0);
  v128.store(sums, s1, 16);
  v128.store(sums, s2, 32);
  v128.store(sums, s3, 48);
}

function sum4(resumed: bool, rows: i32, pitch: usize, a: usize, sums: usize): void {
  let s = begun(resumed, sums);
  for (let row = 0; row < rows; row++) {
    s = f32x4.add(s, v128.load(a));
    a += pitch;
  }
  v128.store(sums, s);
}

function sum1(resumed: bool, rows: i32, pitch: usize, a: usize, sums: usize): void {
  let s: f32 = resumed ? load<f32>(sums) : 0;
  for (let row = 0; row < rows; row++) {
    s += load<f32>(a);
    a += pitch;
  }
  store<f32>(sums, s);
}
