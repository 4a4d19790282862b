//! A step from 0 to 1 at column 21 of 64, after 0 to 4 poolings: the cells around it.

#[path = "support/cells.rs"]
mod cells;
#[path = "support/picture.rs"]
mod picture;

use voxelnet_pooling::Reduction::{Average, Maximum};
use voxelnet_pooling::{Shape, Window};

const SIZE: usize = 64;
const STEP: usize = 21;
/// The number of columns that are drawn.
const SHOWN: usize = 48;

fn main() -> picture::Result<()> {
    println!("poolings  cells start at   maximum             average");
    let map: Vec<f32> = (0..SIZE * SIZE).map(|cell| f32::from(cell % SIZE >= STEP)).collect();
    let before = cells::cells("before", 1, &map[..SHOWN]);
    let mut maps = [(Maximum, map.clone()), (Average, map)];
    let mut charts = Vec::new();
    for num_poolings in 0..=4 {
        let (size, width) = (SIZE >> num_poolings, 1 << num_poolings);
        // The cell that holds the first bright column.
        let at = STEP / width;
        let columns = [at - 1, at, at + 1].map(|cell| format!("{:4}", cell * width)).concat();
        print!("{num_poolings:8}  {columns:>14}");
        let mut rows = Vec::new();
        for (reduction, map) in &mut maps {
            print!("   {:.3} {:.3} {:.3}", map[at - 1], map[at], map[at + 1]);
            let name = format!("{reduction:?}").to_lowercase();
            rows.push(cells::cells(&name, width, &map[..SHOWN / width]));
            let shape = Shape { channels: 1, spatial: [size, size] };
            *map = Window::new([2, 2]).pool(*reduction, map, &shape)?.into_values();
        }
        println!();
        rows.push(before.clone());
        let title = format!("Poolings: {num_poolings}, cells {width} wide");
        charts.push(picture::chart([&title, "column of the input", "brightness"], rows));
    }
    picture::draw(&charts[1..])
}
