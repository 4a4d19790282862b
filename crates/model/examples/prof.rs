use std::time::Instant;
use tch::{Kind, Tensor, Device, nn};
fn time<F: FnMut() -> Tensor>(name: &str, mut f: F) {
    let _ = f();
    let t = Instant::now();
    let n = 5;
    for _ in 0..n { let _ = f(); }
    println!("{name}: {:.1} ms", t.elapsed().as_secs_f64() * 1e3 / n as f64);
}
fn conv3(cl: bool, cin: i64, cout: i64, d: i64, hw: i64, stride: [i64;3], pad: [i64;3], train: bool) {
    let o = (Kind::Float, Device::Cpu);
    let x = if cl { Tensor::randn([2, d, hw, hw, cin], o).permute([0,4,1,2,3]) } else { Tensor::randn([2, cin, d, hw, hw], o) };
    let x = x.set_requires_grad(train);
    let w = Tensor::randn([cout, cin, 3,3,3], o).set_requires_grad(train);
    time(&format!("conv3d cl={cl} {cin}->{cout} d{d} hw{hw} s{stride:?} train={train}"), || {
        let y = x.conv3d::<Tensor>(&w, None, stride, pad, [1,1,1], 1);
        if train { y.sum(Kind::Float).backward(); }
        y
    });
}
fn conv2(cl: bool, cin: i64, cout: i64, hw: i64, stride: i64, train: bool) {
    let o = (Kind::Float, Device::Cpu);
    let x = if cl { Tensor::randn([2, hw, hw, cin], o).permute([0,3,1,2]) } else { Tensor::randn([2, cin, hw, hw], o) };
    let x = x.set_requires_grad(train);
    let w = Tensor::randn([cout, cin, 3,3], o).set_requires_grad(train);
    time(&format!("conv2d cl={cl} {cin}->{cout} hw{hw} s{stride} train={train}"), || {
        let y = x.conv2d::<Tensor>(&w, None, [stride,stride], [1,1], [1,1], 1);
        if train { y.sum(Kind::Float).backward(); }
        y
    });
    let g = Tensor::ones([cout], o).set_requires_grad(train);
    let b = Tensor::zeros([cout], o).set_requires_grad(train);
    let rm = Tensor::zeros([cout], o);
    let rv = Tensor::ones([cout], o);
    let y = x.conv2d::<Tensor>(&w, None, [stride,stride], [1,1], [1,1], 1).detach().set_requires_grad(train);
    time(&format!("  bn relu cl={cl} {cout}"), || {
        let z = y.batch_norm(Some(&g), Some(&b), Some(&rm), Some(&rv), true, 0.1, 1e-5, true).relu();
        if train { z.sum(Kind::Float).backward(); }
        z
    });
}
fn main() {
    for cl in [true, false] {
        for train in [false, true] {
            conv3(cl, 32, 16, 5, 224, [2,2,2], [1,1,1], train);
            conv3(cl, 16, 32, 3, 112, [1,1,1], [0,1,1], train);
            conv2(cl, 32, 32, 112, 1, train);
            conv2(cl, 64, 64, 56, 1, train);
            conv2(cl, 128, 128, 28, 1, train);
        }
    }
    let o = (Kind::Float, Device::Cpu);
    let x = Tensor::randn([30000, 32], o).set_requires_grad(true);
    let off: Vec<i64> = (0..=6000).map(|i| i * 5).collect();
    let off = Tensor::from_slice(&off);
    time("segment max fwd+bwd 30000x32", || {
        let y = Tensor::segment_reduce(&x, "max", None::<&Tensor>, None::<&Tensor>, Some(&off), 0, true, f64::NEG_INFINITY);
        y.sum(Kind::Float).backward(); y });
    let vs = nn::VarStore::new(Device::Cpu); let _ = vs;
    let cells = Tensor::from_slice(&(0..6000).map(|i| i*50).collect::<Vec<i64>>());
    let v = Tensor::randn([6000, 32], o).set_requires_grad(true);
    time("scatter fwd", || Tensor::zeros([2*5*224*224, 32], o).index_copy(0, &cells, &v));
    time("scatter fwd+bwd", || { let y = Tensor::zeros([2*5*224*224, 32], o).index_copy(0, &cells, &v); y.sum(Kind::Float).backward(); y});
}
