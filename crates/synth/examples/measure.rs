use std::time::Instant;
use voxelnet_kitti::{Label, KittiDataset};
use voxelnet_synth::simulate_frame;
fn main() {
    let n: u64 = std::env::args().nth(1).map_or(100, |s| s.parse().unwrap());
    let t = Instant::now();
    let frames: Vec<_> = (0..n).map(|i| simulate_frame(7, i, false)).collect();
    let dt = t.elapsed().as_secs_f64();
    println!("{:.1} frames/s single thread", n as f64 / dt);
    let mut pts: Vec<usize> = frames.iter().map(|f| f.cloud.len()).collect();
    pts.sort();
    println!("points min {} median {} max {}", pts[0], pts[pts.len()/2], pts[pts.len()-1]);
    let (mut cars5, mut moderate, mut allcars, mut occ) = (0, 0, 0, [0usize; 4]);
    let mut per = std::collections::BTreeMap::<u32, Vec<usize>>::new();
    let mut counts = vec![]; let mut dist=[0usize;8]; let mut zs=vec![]; let mut trunc=0;
    let mut kinds = std::collections::BTreeMap::<String, usize>::new();
    let mut yaw=[0usize;8];
    for f in &frames {
        let mut here = 0;
        for l in &f.labels {
            *kinds.entry(l.kind.clone()).or_default() += 1;
            if !l.is_kind("Car") { continue; }
            allcars += 1;
            occ[l.occlusion as usize] += 1;
            let b = f.calibration.lidar_box_from_camera(&l.camera_box);
            let r = b.center.coords.xy().norm();
            let k = f.cloud.points.iter().filter(|p| b.contains(p)).count();
            if k >= 5 && r < 50. { cars5 += 1; here += 1; }
            zs.push(b.center.z);
            if l.truncation>0.01 {trunc+=1;}
            dist[(r/10.) as usize]+=1;
            yaw[(((b.yaw+std::f64::consts::PI)/std::f64::consts::TAU*8.) as usize).min(7)]+=1;
            if l.rect.bottom - l.rect.top > 25. && l.occlusion <= 1 && l.truncation <= 0.3 { moderate += 1; }
            if l.occlusion == 0 && l.truncation < 0.05 { per.entry((r / 10.) as u32).or_default().push(k); }
        }
        counts.push(here);
    }
    counts.sort();
    let nf = n as f64;
    zs.sort_by(f64::total_cmp);
    println!("cars/frame {:.2}, with >=5 pts within 50 m {:.2} (min {} q1 {} med {} q3 {} max {}), moderate {:.2}, occ {:?}, truncated {:.2}", allcars as f64/nf, cars5 as f64/nf, counts[0], counts[counts.len()/4], counts[counts.len()/2], counts[counts.len()*3/4], counts[counts.len()-1], moderate as f64/nf, occ, trunc as f64/allcars as f64);
    println!("dist {dist:?} yaw octants {yaw:?} z p5 {:.2} p50 {:.2} p95 {:.2}", zs[zs.len()/20], zs[zs.len()/2], zs[zs.len()*19/20]);
    println!("{kinds:?}");
    for (d, mut v) in per { v.sort(); println!("  {}-{} m: {} unoccluded cars, points p10 {} median {} p90 {}", d*10, d*10+10, v.len(), v[v.len()/10], v[v.len()/2], v[v.len()*9/10]); }
    let mean_i: f64 = frames.iter().flat_map(|f| &f.cloud.points).map(|p| f64::from(p.intensity)).sum::<f64>() / pts.iter().sum::<usize>() as f64;
    println!("mean intensity {mean_i:.3}");
    if let Ok(root) = std::env::var("VOXELNET_KITTI_MINI") {
        let d = KittiDataset::open(root).unwrap();
        for id in d.frame_ids("trainval").unwrap() {
            let c = d.calibration(&id).unwrap();
            let cloud = voxelnet_scene::read_scan(&d.scan_path(&id).unwrap()).unwrap().cloud;
            let inimg: Vec<_> = cloud.points.iter().filter(|p| c.image_from_camera(c.camera_from_lidar(p.position())).is_some_and(|q| (0.0..1242.).contains(&q.x) && (0.0..375.).contains(&q.y))).collect();
            let mi = inimg.iter().map(|p| f64::from(p.intensity)).sum::<f64>()/inimg.len() as f64;
            println!("real {id}: {} of {} points, mean intensity {mi:.3}", inimg.len(), cloud.len());
            let cars: Vec<Label> = d.labels(&id).unwrap();
            for l in cars.iter().filter(|l| l.is_kind("Car")) {
                let b = c.lidar_box_from_camera(&l.camera_box);
                println!("   car at {:.1} occ {} points {} z {:.2}", b.center.coords.xy().norm(), l.occlusion, cloud.points.iter().filter(|p| b.contains(p)).count(), b.center.z);
            }
        }
    }
}
